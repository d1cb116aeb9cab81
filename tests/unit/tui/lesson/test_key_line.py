"""What the last line of a lesson offers: each key once, and none that has nothing to do."""

from series_run import series_run

from nnterm.tui.lesson.keyboard.keys import Offer, lesson_keys


def offered(offer: Offer) -> dict[str, str]:
    keys = [(key, what) for key, what, _ in lesson_keys(offer)]
    assert len({key for key, _ in keys}) == len(keys), "a key is offered twice"
    return dict(keys)


def test_what_the_code_trains_can_be_stopped_and_looked_at() -> None:
    keys = offered(Offer(own=True, runs_code=True, curves=True, may_continue=True, remedy="dropout", hides_test=True))
    assert keys["s"] == "stop your code"
    assert keys["["] == "look back"
    # They are about the lesson's run, which is not seen.
    assert not keys.keys() & {"m", "x", "c", "u", "e"}


def test_code_is_stopped_from_the_lesson_s_lab_too_unless_the_key_stops_what_trains_there() -> None:
    assert offered(Offer(runs_code=True))["s"] == "stop your code"
    assert offered(Offer(runs_code=True, several="seeds"))["s"] == "stop the seeds"
    assert "s" not in offered(Offer())


def test_a_page_from_memory_offers_neither_settings_nor_a_remedy_that_names_one() -> None:
    keys = offered(Offer(memory=True, remedy="dropout", panels=1))
    assert not keys.keys() & {"f", "x", "v"}
    assert "v" in offered(Offer(memory=True, panels=2))


def test_an_earlier_epoch_can_be_looked_at_where_a_panel_shows_one() -> None:
    run = series_run()
    assert offered(Offer(run, curves=True, of_epoch=True)).keys() >= {"[", "c", "u"}
    assert offered(Offer(run, of_epoch=True)).keys() & {"[", "c", "u"} == {"["}
    assert "[" not in offered(Offer(run))
