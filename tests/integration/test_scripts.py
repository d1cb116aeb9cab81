"""Every script that is run by hand, a bench or the monkey, finds what it imports."""

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SCRIPTS = sorted(
    str(path.relative_to(TESTS))
    for folder in ("bench", "integration")
    for path in (TESTS / folder).glob("*.py")
    if not path.name.startswith("test_") and 'if __name__ == "__main__"' in path.read_text(encoding="utf-8")
)
START = """\
import runpy, sys
from pathlib import Path
sys.path[0] = str(Path(sys.argv[1]).parent)
runpy.run_path(sys.argv[1])
"""


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_finds_what_it_imports(script: str) -> None:
    begun = subprocess.run(
        [sys.executable, "-c", START, str(TESTS / script)], capture_output=True, text=True, check=False, timeout=120
    )
    assert begun.returncode == 0, begun.stderr
