"""The part of `nnterm check --train` that runs code blocks: what their authors promise is tried."""

import asyncio
from collections.abc import Sequence

from nnterm import interruption
from nnterm.lesson.blocks.structs import Code, CodeVariant
from nnterm.lesson.lesson import Lesson
from nnterm.runs.exercise.report import CodeReport
from nnterm.runs.exercise.run import run_code


def run_all(lessons: Sequence[Lesson]) -> int:
    """Run the code of every block, and print a line each. Returns 0, or 1 when a promise is broken.

    A solution must pass all checks, and so must its `right` variants; the code that the learner starts from must not,
    and neither may a `wrong` variant. Code without anything to solve must run to its end.
    """
    blocks = [
        (f"{lesson.head.id}/{block.id}", block)
        for lesson in lessons
        for step in lesson.steps
        for block in step.blocks
        if isinstance(block, Code)
    ]
    with interruption.in_order():
        broken = sum(not _keeps(name, block) for name, block in blocks)
    if blocks:
        count = f"{len(blocks)} code block{'s' if len(blocks) > 1 else ''}"
        print(f"{count} run: {f'{broken} with a broken promise' if broken else 'all promises kept'}")
    return 1 if broken else 0


def _keeps(name: str, block: Code) -> bool:
    """Run one block, and print what became of it. Whether all is as it must be."""
    proper = asyncio.run(run_code(block.solution or block.start, block))
    wrong = _reasons(block, proper)
    findings = [f"the {'solution' if block.solution else 'code'} fails: {reason}" for reason in wrong]
    if block.solution and block.checks:
        start = asyncio.run(run_code(block.start, block))
        if start.passed:
            findings.append("the code to start from passes already")
        findings += _misjudged(block)
    seconds = proper.ended.seconds if proper.ended else 0.0
    kept = f"the solution passes {len(block.checks)} of {len(block.checks)} checks" if block.checks else "it runs"
    kept += f", {len(block.wrong)} mistake{'s' * (len(block.wrong) > 1)} found" if block.wrong else ""
    print(f"{'BROKEN' if findings else 'kept':<6}  {name} ({seconds:.1f} s): {'; '.join(findings) or kept}", flush=True)
    return not findings


def _misjudged(block: Code) -> list[str]:
    """What the checks make of the variants of the solution, where it is not what the author says of them."""
    findings = []
    for variant in block.wrong:
        if asyncio.run(run_code(variant.applied(block.solution), block)).passed:
            findings.append(f"a mistake passes: {_named(variant)}")
    for variant in block.right:
        if wrong := _reasons(block, asyncio.run(run_code(variant.applied(block.solution), block))):
            findings.append(f"a right answer fails: {_named(variant)}: {wrong[0]}")
    return findings


def _named(variant: CodeVariant) -> str:
    """The variant in words."""
    return f"{variant.change!r} changed to {variant.to!r}" if variant.to else f"without {variant.change!r}"


def _reasons(block: Code, report: CodeReport) -> list[str]:
    """Why a run was not good; empty when it was."""
    if report.trouble:
        return [report.trouble]
    pairs = zip(block.checks, report.verdicts(), strict=True)
    return [wrong or f"not evaluated: {check.say}" for check, wrong in pairs if wrong != ""]
