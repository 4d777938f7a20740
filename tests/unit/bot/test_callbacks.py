import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import MAX_BYTES, STALE, CallbackError, pack, unpack
from conversations.events import Button, Press


@pytest.mark.parametrize(
    ("action", "args", "data"),
    [
        ("place", ("quang-ngai",), "place|quang-ngai"),
        ("open", ("quang-ngai/dieu-4/khoan-3/diem-a/gach-1",), "open|quang-ngai/dieu-4/khoan-3/diem-a/gach-1"),
        ("help", (), "help"),
        ("rate", ("7k3q", "1"), "rate|7k3q|1"),
        ("empty", ("",), "empty|"),
        ("two-empty", ("", ""), "two-empty||"),
    ],
)
def test_a_button_is_packed_and_read_back(action: str, args: tuple[str, ...], data: str) -> None:
    assert pack(Button("Nhãn", action, args)) == data
    assert unpack(data) == Press(action, args)


@pytest.mark.parametrize("action", ["", "Open", "1st", "a b", "a|b", "mở"])
def test_an_action_has_a_plain_name(action: str) -> None:
    with pytest.raises(CallbackError, match="must match"):
        pack(Button("Nhãn", action))


def test_what_does_not_fit_is_refused_with_its_size_in_bytes() -> None:
    pack(Button("Nhãn", "a", ("x" * 62,)))
    with pytest.raises(CallbackError, match="65 bytes of at most 64"):
        pack(Button("Nhãn", "a", ("x" * 63,)))
    with pytest.raises(CallbackError, match="bytes of at most 64"):
        pack(Button("Nhãn", "a", ("ộ" * 21,)))


@pytest.mark.parametrize("argument", ["a|b", "a\nb", "a\x00b"])
def test_an_argument_that_could_not_be_read_back_is_refused(argument: str) -> None:
    with pytest.raises(CallbackError, match="control characters"):
        pack(Button("Nhãn", "a", (argument,)))


@pytest.mark.parametrize(
    "data", [None, "", "|", "|x", "Open|x", "a\x00", "a\n|x", "x" * 65, "\ud800", "a|\u202e", "' OR 1=1", "<b>"]
)
def test_hostile_data_is_a_stale_press(data: str | None) -> None:
    assert unpack(data) == STALE


@given(st.text(max_size=80))
def test_whatever_arrives_is_a_press_with_a_plain_action(data: str) -> None:
    press = unpack(data)
    assert press.action.isascii()
    assert "".join(press.args).isprintable()


ARGUMENT = st.text(st.characters(codec="utf-8", exclude_characters="|", exclude_categories=("C", "Z")), max_size=20)


@given(st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True), st.lists(ARGUMENT, max_size=4))
def test_what_is_packed_fits_and_is_read_back(action: str, args: list[str]) -> None:
    button = Button("Nhãn", action, tuple(args))
    if len("|".join((action, *args)).encode()) > MAX_BYTES:
        with pytest.raises(CallbackError, match="bytes of at most"):
            pack(button)
    else:
        assert unpack(pack(button)) == Press(action, tuple(args))
