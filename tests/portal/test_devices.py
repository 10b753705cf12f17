import pytest

from portal.web.devices import device

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (CHROME, "Chrome sur Windows"),
        (CHROME + " Edg/130.0", "Edge sur Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox sur Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1", "Safari sur iPhone"),
        ("curl/8.5", "Appareil inconnu"),
    ],
)
def test_a_browser_is_named_in_words(user_agent: str, words: str) -> None:
    assert device(user_agent) == words
