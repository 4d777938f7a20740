import subprocess
import sys
from pathlib import Path

from bot.replica import named

CHECKOUT = Path(__file__).parents[3]
CHILD = """
import sys
from pathlib import Path
from bot.replica import named
with named(Path(sys.argv[1])) as name:
    print(name, flush=True)
    sys.stdin.read()
"""


def test_a_process_has_the_name_of_the_one_before_it(tmp_path: Path) -> None:
    with named(tmp_path / "var") as first:
        pass
    with named(tmp_path / "var") as second:
        assert second == first


def test_two_at_once_have_names_of_their_own_and_each_is_taken_up_again(tmp_path: Path) -> None:
    with named(tmp_path) as first, named(tmp_path) as second:
        assert first != second
    with named(tmp_path) as again, named(tmp_path) as beside:
        assert (again, beside) == (first, second)


def test_folders_on_one_machine_do_not_share_names(tmp_path: Path) -> None:
    with named(tmp_path / "a") as left, named(tmp_path / "b") as right:
        assert left != right


def test_a_killed_process_leaves_its_name_to_the_next(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    assert child.stdin
    with child.stdout, child.stdin:
        name = child.stdout.readline().strip()
        with named(tmp_path) as beside:
            assert beside != name
        child.kill()
        child.wait()
    with named(tmp_path) as again:
        assert again == name
