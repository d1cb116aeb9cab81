"""The form of settings: by arrows, by numbers that are typed, by the mouse; the way to it and back to the text."""

from pathlib import Path

from nnterm.tui.app import NntermApp
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lesson.halves import Halves
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import INSIDE, SIZES, NewApp, lesson_app
from tui.conftest import running, screen_text, shows, trained, until
from tui.lab.conftest import IRIS, go_to


async def test_a_number_is_trained_without_enter_after_it(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        for key, units in (("t", 16), ("space", 17), ("comma", 18)):
            before = app.training.run
            await pilot.press("f", *str(units), key)
            await until(pilot, lambda before=before: app.training.run is not before)  # type: ignore[misc]
            run = app.training.run
            assert run is not None
            assert run.hyperparameters.layers[0].units == units, key  # type: ignore[union-attr]
            await shows(pilot, app, f"layer 1 units ◂ {units}")
            if key != "comma":
                await trained(pilot, app)


async def test_a_number_that_cannot_be_trains_nothing(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await pilot.press("f", *"99999", "t")
        await shows(pilot, app, "Choose a value from 1")
        assert app.training.run is None
        await pilot.press("t")
        assert (await trained(pilot, app)).hyperparameters.layers[0].units == 4  # type: ignore[union-attr]


async def test_f_opens_the_settings_on_the_step_after_a_look_inside(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, INSIDE.replace("## Digits", "## Go on\n\nChange a setting.\n\n## Digits"))
    async with running(app, (80, 24)) as pilot:
        await go_to(pilot, app, IRIS, "weights")
        await pilot.press("escape", "n")
        await shows(pilot, app, "Change a setting.")
        await pilot.press("f")
        await shows(pilot, app, "change  ↑↓ setting")
        assert isinstance(app.screen.focused, HyperparameterForm)


async def test_the_way_from_the_settings_to_the_text_is_shown_and_works(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        assert "1 shows the text, 2 the lab" in screen_text(app)
        await pilot.press("f")
        await shows(pilot, app, "esc, then 1 or 2")
        await pilot.press("escape")
        await shows(pilot, app, "1 shows the text, 2 the lab")
        await pilot.press("1")
        assert app.screen.query_one(Halves).view == "read"


async def test_a_setting_changes_table_code_and_weights_and_r_takes_it_back(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 70)) as pilot:
        await shows(pilot, app, "1,047 parameters")
        await pilot.press("f", "right")
        await shows(pilot, app, "1,579 parameters")
        await pilot.press("v")
        await shows(pilot, app, "1,579")
        await pilot.press("v")
        await shows(pilot, app, "keras.layers.Dense(8,")
        await pilot.press("escape", "r")
        await shows(pilot, app, "keras.layers.Dense(4,")
        await shows(pilot, app, "1,047 parameters")


async def test_numbers_are_typed_and_bad_ones_explained(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "6", "4", "enter")
        await shows(pilot, app, "64")
        await pilot.press("9", "9", "9", "9", "9", "enter")
        await shows(pilot, app, "out of range")
        await shows(pilot, app, "4096")
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        assert screen.model.lab is not None
        assert screen.model.lab.experiment.hyperparameters.layers[0].units == 64  # type: ignore[union-attr]


async def test_layers_are_added_and_removed(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "plus")
        await shows(pilot, app, "layer 3")
        await pilot.press("minus", "minus")
        assert "layer 2" not in screen_text(app)


async def test_an_arrow_goes_from_one_button_to_the_other_and_loses_no_layer(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        form = app.screen.query_one(HyperparameterForm)
        await pilot.press("f")
        form.model.go_to("remove")
        assert form.model.current() == "remove"
        await pilot.press("left")
        assert form.model.current() == "add"
        await pilot.press("right", "right")
        assert form.model.current() == "remove"
        assert "layer 2" in screen_text(app)
        await pilot.press("enter")
        assert "layer 2" not in screen_text(app)


async def test_the_mouse_changes_settings(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        lines = screen_text(app).splitlines()
        y = next(i for i, line in enumerate(lines) if "batch size" in line)
        x = lines[y].rindex("▸")
        await pilot.click(offset=(x, y))
        await until(pilot, lambda: "64" in screen_text(app).splitlines()[y])
        y = next(i for i, line in enumerate(lines) if "+ add layer" in line)
        await pilot.click(offset=(lines[y].index("+ add") + 2, y))
        await shows(pilot, app, "layer 3")


async def test_retrain_on_change_trains_after_a_rest(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "up", "enter")
        await shows(pilot, app, "[x] retrain on change")
        await pilot.press("down", "right")
        run = await trained(pilot, app)
        assert run.hyperparameters.layers[0].units == 8  # type: ignore[union-attr]


async def test_tune_narrows_the_form(new_app: NewApp) -> None:
    app = new_app("digits")
    async with running(app) as pilot:
        assert "learning rate" not in screen_text(app)
        assert "+ add layer" not in screen_text(app)
        await pilot.press("f", "left", "left", "left", "left", "left")
        await shows(pilot, app, "layer 1  ◂4▸ (32)")


def units_of(app: NntermApp) -> int:
    screen = app.screen
    assert isinstance(screen, LessonScreen)
    assert screen.model.lab is not None
    return screen.model.lab.experiment.hyperparameters.layers[0].units  # type: ignore[union-attr]


# --- enter and reset ---------------------------------------------------------------------------------
@SIZES
async def test_enter_never_changes_a_value(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("digits")
    async with running(app, size) as pilot:
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        assert screen.model.lab is not None
        await pilot.press("f", "right")
        changed = screen.model.lab.experiment
        assert changed != screen.model.lab.baseline
        for _ in range(4):
            await pilot.press("enter", "enter", "enter", "up")
            retrain_alone = screen.model.lab.experiment
            assert retrain_alone == changed


async def test_b_puts_one_value_back_and_r_all_of_them(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "right", "right", "down", "down", "right")
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        assert screen.model.lab is not None
        hidden = [layer.units for layer in screen.model.lab.experiment.hyperparameters.layers[:2]]  # type: ignore[union-attr]
        assert hidden == [16, 256]
        await shows(pilot, app, "was 128: b resets it, r all")
        await pilot.press("b")
        hidden = [layer.units for layer in screen.model.lab.experiment.hyperparameters.layers[:2]]  # type: ignore[union-attr]
        assert hidden == [16, 128]
        await pilot.press("r")
        assert screen.model.lab.experiment == screen.model.lab.baseline
        await pilot.press("9", "b")
        assert screen.model.lab.experiment == screen.model.lab.baseline


async def test_b_leaves_a_layer_that_the_lesson_does_not_have(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "down", "down", "plus", "down", "down", "right", "b")
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        assert screen.model.lab is not None
        assert len(screen.model.lab.experiment.hyperparameters.hidden) == 3
        assert units_of(app) == 4


async def test_a_number_that_is_still_typed_when_the_step_changes_stays_in_its_own_step(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        # Letters in a number are text: the step is turned by the mouse.
        await pilot.press("f", "9")
        await app.screen.run_action("change_step(1)")
        await shows(pilot, app, "Look at the plane")
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        await until(pilot, lambda: screen.model.labs["iris"].experiment != screen.model.labs["iris"].baseline)
        assert screen.model.labs["iris"].experiment.hyperparameters.layers[0].units == 9  # type: ignore[union-attr]
        assert screen.model.labs["moons"].experiment == screen.model.labs["moons"].baseline


@SIZES
async def test_letters_in_a_number_are_text_and_refused_with_it(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("f", *"5abnrwq")
        await until(pilot, lambda: "5abnrwq" in screen_text(app))
        last = screen_text(app).splitlines()[-1]
        assert "enter accept" in last and "ctrl+q quit" in last
        assert "baseline" not in last and "sweep" not in last
        await pilot.press("enter")
        await shows(pilot, app, "units is '5abnrwq'")
        assert app.training.run is None
        assert app.screen.model.index == 0  # type: ignore[attr-defined]


@SIZES
async def test_the_key_line_says_what_t_does_with_a_number_that_is_being_typed(
    new_app: NewApp, size: tuple[int, int]
) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("f", "6")
        await shows(pilot, app, "enter accept  t train with 6  esc give it up")
        await pilot.press("x")
        await shows(pilot, app, "enter accept  esc give it up")
        await pilot.press("t")
        await shows(pilot, app, "units is '6x'")
        assert app.training.run is None
        await pilot.press("6", "t")
        assert (await trained(pilot, app)).hyperparameters.layers[0].units == 6  # type: ignore[union-attr]


async def test_a_digit_on_a_button_stays_in_the_form(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await pilot.press("f", "up", "1", "2", "1")
        assert isinstance(app.focused, HyperparameterForm)
        assert app.screen.query_one(Halves).view == "lab"


@SIZES
async def test_a_digit_on_a_name_says_that_it_is_none(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("f", "down", "3")
        await shows(pilot, app, "no number here: ←→ chooses")
        await pilot.press("up")
        await until(pilot, lambda: "no number here" not in screen_text(app))


@SIZES
async def test_letters_typed_into_no_number_yet_are_keys_and_the_form_says_so(
    new_app: NewApp, size: tuple[int, int]
) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("f", *"aba")
        await shows(pilot, app, "letters are keys: type digits")
        await pilot.press("down")
        await until(pilot, lambda: "letters are keys" not in screen_text(app))
        await pilot.press("a")
        await shows(pilot, app, "letters are keys: ←→ chooses")
        await pilot.press("down", "7")
        await until(pilot, lambda: "letters are keys" not in screen_text(app))


async def test_the_keys_of_the_settings_are_no_letters_typed_by_mistake(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "right", "b", "t")
        await trained(pilot, app)
        await pilot.press("c")
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        await until(pilot, lambda: screen.model.lab is not None and bool(screen.model.lab.pins))
        assert "letters are keys" not in screen_text(app)


@SIZES
async def test_a_number_that_is_full_says_so(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("f", *"123456789")
        await shows(pilot, app, "123456789_")
        assert "at most" not in screen_text(app)
        await pilot.press("0")
        await shows(pilot, app, "a number has at most 9 characters")
        assert "123456789_" in screen_text(app)
        await pilot.press("backspace")
        await until(pilot, lambda: "at most" not in screen_text(app))


async def test_a_layer_that_goes_leaves_the_cursor_at_its_setting(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", *["down", "down"])
        model = app.screen.query_one(HyperparameterForm).model
        assert model.current() == "units:1"
        await pilot.press("-")
        assert model.current() == "units:0"
        while model.current() != "seed":
            await pilot.press("down")
        await pilot.press("+")
        assert model.current() == "seed"
        await pilot.press("-", "-")
        assert model.current() == "seed"
