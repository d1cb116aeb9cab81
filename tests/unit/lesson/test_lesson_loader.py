"""A good lesson becomes what its author wrote."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from good_lesson import GOOD, head, write

from nnterm import paths
from nnterm.errors import LessonError, UsageError
from nnterm.experiment.experiment import SHOWN, Dataset, Split, Tune
from nnterm.experiment.hyperparameters.layers import (
    GRU,
    LSTM,
    AveragePooling2D,
    Bidirectional,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    MaxPooling2D,
)
from nnterm.lesson.blocks.structs import Prose, Quiz
from nnterm.lesson.course_loader import HEAD_BYTES, load_course
from nnterm.lesson.explorations import ExploreActivation
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.loader import load_lesson
from nnterm.tui.reading.quiz_view import QuizView


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    return load_lesson(write(tmp_path))


def with_model(tmp_path: Path, dataset: str, model: str, extra: str = "") -> Lesson:
    body = (
        f"\n## One\n\nText.\n\n```{{experiment}}\nid: e\ndataset: {dataset}\nmodel:\n{model}"
        f"compile: {{loss: sparse_categorical_crossentropy}}\nfit: {{epochs: 1}}\n{extra}```\n"
    )
    return load_lesson(write(tmp_path, head("x", steps=body), "01-x.md"))


def test_head_holds_the_front_matter(lesson: Lesson) -> None:
    found = lesson.head
    assert (found.id, found.title, found.minutes, found.number) == ("dense-iris", "Dense layers", 15, 5)
    assert found.summary == "One line for the course screen."
    assert found.objectives == ("Build a model from Dense layers", "Read a curve: loss and accuracy")
    assert found.requires == ()


def test_steps_have_plain_titles_in_order(lesson: Lesson) -> None:
    titles = [step.title for step in lesson.steps]
    assert titles == ["What a Dense layer is", "Points and curves", "In the plane", "Activations"]


def test_blocks_come_in_reading_order_and_code_in_lists_stays_prose(lesson: Lesson) -> None:
    first, second = lesson.steps[:2]
    assert [type(block) for block in first.blocks] == [Prose, Prose, Quiz]
    assert isinstance(first.blocks[0], Prose)
    assert "## not a step" in first.blocks[0].markdown
    assert first.blocks[1] == Prose("Now count:")
    assert [type(block) for block in second.blocks] == [Quiz, Prose]


def test_longer_fence_shows_a_block_without_being_one(lesson: Lesson) -> None:
    prose = lesson.steps[3].blocks[0]
    assert isinstance(prose, Prose)
    assert prose.markdown.endswith("````markdown\n```{quiz}\n```\n````")
    assert lesson.steps[3].explore == lesson.steps[3].blocks[1]


def test_experiment_is_what_the_author_wrote(lesson: Lesson) -> None:
    experiment = lesson.experiment("iris-20")
    assert experiment.title == "Iris, 20 epochs"
    assert experiment.dataset == Dataset("iris", {"scale": True})
    assert experiment.split == Split(test=0.2, validation=0.1, stratify=True, seed=7)
    assert experiment.show == ("model", "curves")
    assert experiment.expect == {"val_accuracy": ">= 0.5", "parameters": "== 35", "diagnosis": "learning"}
    assert experiment.tune == {
        "units": Tune(low=1, high=64),
        "activation": Tune(choices=("relu", "tanh")),
        "epochs": Tune(),
    }
    chosen = msgspec.structs.asdict(experiment.hyperparameters)
    assert chosen == {
        "layers": (Dense(units=4, activation="relu"), Dense(units=3, activation="softmax")),
        "optimizer": "adam",
        "learning_rate": 0.001,
        "schedule": None,
        "momentum": 0.0,
        "nesterov": False,
        "beta_1": 0.9,
        "weight_decay": 0.004,
        "clipnorm": 0.0,
        "loss": "categorical_crossentropy",
        "metrics": ("accuracy",),
        "epochs": 20,
        "batch_size": 16,
        "shuffle": False,
        "dropout": 0.1,
        "l2": 0.01,
        "seed": 3,
        "early_stopping": None,
        "pretraining": None,
    }


def test_what_is_left_out_has_the_defaults_of_keras(lesson: Lesson, tmp_path: Path) -> None:
    moons = lesson.experiment("moons")
    assert moons.title == "moons"
    assert moons.split == Split()
    assert (moons.hyperparameters.learning_rate, moons.hyperparameters.momentum) == (0.01, 0.9)
    assert (moons.hyperparameters.metrics, moons.hyperparameters.batch_size) == ((), 32)
    assert moons.hyperparameters.shuffle is True
    plain = with_model(tmp_path, "iris", "  - Dense: {units: 3}\n").experiment("e")
    assert (plain.hyperparameters.optimizer, plain.hyperparameters.learning_rate) == ("rmsprop", 0.001)
    assert (plain.show, plain.tune, plain.expect) == (SHOWN, {}, {})


def test_quizzes_know_what_is_right(lesson: Lesson) -> None:
    counting, total = (block for step in lesson.steps for block in step.blocks if isinstance(block, Quiz))
    assert (counting.id, total.id) == ("quiz-1", "sum")
    assert counting.choices == ("16", "20", "24")
    assert counting.is_right((1,))
    assert not counting.is_right((0,))
    assert not counting.is_right((0, 1))
    assert not counting.is_right(())
    assert total.is_right_number(35.5)
    assert not total.is_right_number(35.6)
    assert not total.is_right_number(float("nan"))
    assert not total.is_right(())
    assert not counting.is_right_number(20)


def test_quiz_with_several_right_choices_wants_all_of_them(tmp_path: Path) -> None:
    text = GOOD.replace("answer: 20\n", "answer: [24, 16]\n")
    quiz = load_lesson(write(tmp_path, text)).steps[0].blocks[2]
    assert isinstance(quiz, Quiz)
    assert quiz.answers == (0, 2)
    assert quiz.is_right((2, 0))
    assert not quiz.is_right((2,))


WORDED = GOOD.replace("choices: [16, 20, 24]\nanswer: 20", "choices: [one, two, three, four]\nanswer: [two, four]")


def test_choices_are_in_one_order_for_all_and_another_elsewhere(tmp_path: Path) -> None:
    first, again = (load_lesson(write(tmp_path, WORDED)).steps[0].blocks for _ in range(2))
    elsewhere = load_lesson(write(tmp_path, WORDED.replace("id: dense-iris", "id: other"))).steps[0].blocks
    orders = [quiz.choices for blocks in (first, again, elsewhere) for quiz in blocks if isinstance(quiz, Quiz)]
    assert orders[0] == orders[1] != orders[2]
    assert all(sorted(order) == ["four", "one", "three", "two"] for order in orders)


def test_what_was_answered_before_the_shuffle_stays_right(tmp_path: Path) -> None:
    blocks = load_lesson(write(tmp_path, WORDED)).steps[0].blocks
    (quiz,) = (block for block in blocks if isinstance(block, Quiz))
    assert {quiz.choices[index] for index in quiz.answers} == {"two", "four"}
    view = QuizView(quiz, ("two | four", True))
    assert view.ticked == set(quiz.answers)


def test_quizzes_without_an_id_are_numbered_in_the_order_of_the_lesson(tmp_path: Path) -> None:
    text = GOOD.replace("## In the plane", "```{quiz}\nquestion: q\nanswer: 1\nexplanation: e\n```\n\n## In the plane")
    lesson = load_lesson(write(tmp_path, text))
    quizzes = [block.id for step in lesson.steps for block in step.blocks if isinstance(block, Quiz)]
    assert quizzes == ["quiz-1", "sum", "quiz-3"]


def test_numbers_without_tolerance_forgive_rounding_only() -> None:
    quiz = Quiz(id="q", question="?", number=0.3, explanation="!")
    assert quiz.is_right_number(0.1 + 0.2)
    assert not quiz.is_right_number(0.301)


def test_words_that_yaml_takes_for_truth_stay_words(tmp_path: Path) -> None:
    text = GOOD.replace("choices: [16, 20, 24]\nanswer: 20", "choices: [yes, no, 1.0]\nanswer: no")
    quiz = load_lesson(write(tmp_path, text)).steps[0].blocks[2]
    assert isinstance(quiz, Quiz)
    assert sorted(quiz.choices) == ["1.0", "no", "yes"]
    assert [quiz.choices[index] for index in quiz.answers] == ["no"]


def test_explore(lesson: Lesson) -> None:
    assert lesson.steps[3].explore == ExploreActivation(functions=("linear", "relu"), low=-10, high=10, derivative=True)


def test_lab_keeps_the_latest_experiment(lesson: Lesson) -> None:
    shown = [lesson.experiment_at(index) for index in range(4)]
    assert [experiment and experiment.id for experiment in shown] == ["iris-20", "iris-20", "moons", None]
    assert lesson.steps[3].explore, "what is to be played with has no run of another step beside it"
    assert [experiment.id for experiment in lesson.experiments] == ["iris-20", "moons"]


def test_no_experiment_before_the_first(tmp_path: Path) -> None:
    lesson = load_lesson(write(tmp_path, head("x"), "01-x.md"))
    assert lesson.experiment_at(0) is None
    assert lesson.experiments == ()


def test_unknown_experiment_names_the_nearest(lesson: Lesson) -> None:
    with pytest.raises(UsageError, match="iris-2") as caught:
        lesson.experiment("iris-2")
    assert "Did you mean iris-20?" in caught.value.remedy


def test_all_layers_under_the_names_of_keras(tmp_path: Path) -> None:
    images = with_model(
        tmp_path,
        "mnist10k",
        "  - Conv2D: {filters: 8, kernel_size: [3, 3], padding: same, strides: 2, activation: relu}\n"
        "  - MaxPooling2D\n"
        "  - AveragePooling2D: {pool_size: [2, 2]}\n"
        "  - Flatten:\n"
        "  - Dense: {units: 10, use_bias: off}\n",
    )
    assert images.experiment("e").hyperparameters.layers == (
        Conv2D(filters=8, kernel_size=3, padding="same", strides=2, activation="relu"),
        MaxPooling2D(),
        AveragePooling2D(pool_size=2),
        Flatten(),
        Dense(units=10, use_bias=False),
    )
    texts = with_model(
        tmp_path,
        "{name: reviews10k, words: 500}",
        "  - Embedding: {input_dim: 500, output_dim: 8, mask_zero: yes}\n"
        "  - GRU: {units: 4, return_sequences: true}\n"
        "  - Bidirectional: {LSTM: {units: 32}}\n"
        "  - Dense: {units: 2}\n",
    )
    assert texts.experiment("e").hyperparameters.layers == (
        Embedding(input_dim=500, output_dim=8, mask_zero=True),
        GRU(units=4, return_sequences=True),
        Bidirectional(wraps=LSTM(units=32)),
        Dense(units=2),
    )


@pytest.mark.parametrize(("written", "read"), [("1e-3", 0.001), (".5", 0.5), ("1.", 1.0), ("1E-2", 0.01), ("2", 2.0)])
def test_learning_rate_in_every_way_of_writing_numbers(tmp_path: Path, written: str, read: float) -> None:
    lesson = load_lesson(write(tmp_path, GOOD.replace("learning_rate: 1e-3", f"learning_rate: {written}")))
    assert lesson.experiments[0].hyperparameters.learning_rate == read


def test_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path, lesson: Lesson) -> None:
    path = tmp_path / "05-dense-iris.md"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_lesson(path) == lesson


def test_a_last_line_without_an_end_changes_nothing(tmp_path: Path, lesson: Lesson) -> None:
    assert load_lesson(write(tmp_path, GOOD.rstrip("\n"))) == lesson


ESCAPES = ["\x1b[2J", "\x9b2J", "\x07", "\x7f", "\r", "\u202e", "\u2066", "&#x202E;", "&#155;"]


@pytest.mark.parametrize("escape", ESCAPES)
def test_nothing_that_drives_a_terminal_is_loaded(tmp_path: Path, escape: str) -> None:
    text = GOOD.replace("Every unit", f"Every {escape} unit").replace("What a", f"What {escape} a")
    text = text.replace("title: Dense layers", f"title: Dense {escape} layers").replace("20 and 15", f"20 {escape} 15")
    lesson = load_lesson(write(tmp_path, text))
    loaded = [lesson.head.title, lesson.steps[0].title, str(lesson.steps[0].blocks), str(lesson.steps[1].blocks)]
    for each in loaded:
        assert "\N{REPLACEMENT CHARACTER}" in each
        assert escape not in each


def test_escapes_written_as_yaml_escapes_are_not_loaded(tmp_path: Path) -> None:
    text = GOOD.replace("title: Iris, 20 epochs", r'title: "Iris \e[2J \x9b \u202e 20"')
    title = load_lesson(write(tmp_path, text)).experiments[0].title
    assert title == "Iris \N{REPLACEMENT CHARACTER}[2J \N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER} 20"


def test_course_is_in_the_order_of_numbers_and_reads_other_files_not(tmp_path: Path) -> None:
    for name in ("10-ten", "02-two", "1-one"):
        write(tmp_path, head(name.partition("-")[2]), f"{name}.md")
    write(tmp_path, "no lesson", "README.md")
    course = load_course(tmp_path)
    assert [lesson.id for lesson in course.lessons] == ["one", "two", "ten"]
    assert course.broken == ()


def test_broken_front_matter_does_not_take_the_course_down(tmp_path: Path) -> None:
    write(tmp_path, head("one"), "01-one.md")
    write(tmp_path, head("two").replace("minutes: 5", "minutes: soon"), "02-two.md")
    (tmp_path / "03-three.md").write_bytes(b"---\n\xff\n---\n")
    (tmp_path / "04-four.md").mkdir()
    course = load_course(tmp_path)
    assert [lesson.id for lesson in course.lessons] == ["one"]
    assert [(Path(error.path).name, error.line) for error in course.broken] == [
        ("02-two.md", 6),
        ("03-three.md", 2),
        ("04-four.md", 1),
    ]


def test_broken_steps_do_not_keep_a_lesson_off_the_course(tmp_path: Path) -> None:
    path = write(tmp_path, head("one", steps="\nNo step.\n"), "01-one.md")
    assert [lesson.id for lesson in load_course(tmp_path).lessons] == ["one"]
    with pytest.raises(LessonError):
        load_lesson(path)


def test_front_matter_may_be_longer_than_what_is_read_at_first(tmp_path: Path) -> None:
    objectives = "objectives:\n" + "".join(f"  - Understand thing number {n}é\n" for n in range(HEAD_BYTES // 20))
    write(tmp_path, head("one").replace("objectives: [Understand]\n", objectives), "01-one.md")
    assert len(load_course(tmp_path).lessons[0].objectives) == HEAD_BYTES // 20


@pytest.mark.parametrize("offset", range(4))
def test_a_letter_cut_by_the_end_of_what_is_read_is_no_error(tmp_path: Path, offset: int) -> None:
    write(tmp_path, head("one") + "x" * offset + "漢" * HEAD_BYTES, "01-one.md")
    assert load_course(tmp_path).broken == ()


def test_without_a_folder_the_course_that_ships_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, head("one"), "01-one.md")
    monkeypatch.setattr(paths, "course", lambda: tmp_path)
    assert [lesson.id for lesson in load_course().lessons] == ["one"]


def test_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        load_course(tmp_path / "nowhere")


def test_course_loads_neither_yaml_nor_markdown(tmp_path: Path) -> None:
    """Start-up waits for the course: 30 ms for the YAML library alone would be seen."""
    for number in range(14):
        write(tmp_path, GOOD, f"{number:02d}-lesson.md")
    program = (
        "import sys, pathlib; from nnterm.lesson.course_loader import load_course;"
        f"course = load_course(pathlib.Path({str(tmp_path)!r})); assert len(course.lessons) == 14;"
        "print([name for name in sys.modules if name.split('.')[0] in ('yaml', 'markdown_it', 'textual', 'rich')])"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
