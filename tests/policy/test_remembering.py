from policy.remembering import Memo


def test_what_is_kept_is_given_back() -> None:
    memo: Memo[str, int] = Memo()
    assert memo.keep("a", 1) == 1
    assert memo.get("a") == 1


def test_it_never_holds_more_than_it_may() -> None:
    memo: Memo[int, int] = Memo(3)
    sizes = []
    for number in range(10):
        memo.keep(number, number)
        sizes.append(len(memo))
        assert memo.get(number) == number
    assert max(sizes) == 3
