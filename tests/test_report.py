# ruff: noqa: RUF001  (the page has typographic apostrophes)
import base64
import hashlib
import itertools
import re
import time
from html.parser import HTMLParser

import evaluations
import pytest

from harness import highlight, report
from harness.evaluation import Group, Scope, ScopeFinding, TestResult
from harness.excerpt import cut, fair_share
from harness.sources import MAX_LINE, linked, sources, tree
from harness.verdicts import Verdict

VOID = {"meta", "input", "path", "rect", "circle", "br", "link", "img"}


class Page(HTMLParser):
    """A page taken apart: its elements, its text, and what is wrong with how they nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.parts: list[str] = []
        self.feed(html)
        self.close()
        self.text = " ".join("".join(self.parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:  # a library closes what may stand open
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")
        if tag in ("td", "th", "li", "dt", "dd", "p"):
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.parts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]


@pytest.fixture(scope="module", params=evaluations.ALL)
def any_page(request):
    return Page(report.render(evaluations.ALL[request.param]()))


@pytest.fixture(scope="module")
def hostile_html():
    return report.render(evaluations.hostile())


def page_of(evaluation) -> Page:
    return Page(report.render(evaluation))


# ---------------------------------------------------------------- any page


def test_well_formed(any_page):
    assert any_page.wrong == []
    assert any_page.open == []


def test_ids_are_unique_and_links_arrive(any_page):
    assert len(any_page.ids) == len(set(any_page.ids))
    places = {link["href"] for link in any_page.all("a")}
    assert places <= {f"#{anchor}" for anchor in any_page.ids}


def test_nothing_comes_from_elsewhere(any_page):
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "script",
        "header",
        "nav",
        "main",
        "section",
        "article",
        "footer",
    }
    allowed |= {"h1", "h2", "h3", "h4", "p", "a", "ul", "li", "dl", "dt", "dd", "div", "span", "b", "bdi", "pre", "code"}
    allowed |= {"table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"}
    allowed |= {"svg", "path", "rect", "circle", "label", "input", "fieldset", "legend", "button"}
    allowed |= {"g", "line", "text", "desc", "blockquote", "ol", "tfoot"}
    assert {tag for tag, _ in any_page.tags} <= allowed
    for _, attributes in any_page.tags:
        assert not {
            name for name in attributes if name.startswith("on") or name in ("src", "style", "action", "formaction", "xlink:href")
        }
    assert len(any_page.all("script")) == len(any_page.all("style")) == 1


def test_policy_allows_the_one_style_and_the_one_script():
    html = report.render(evaluations.good())
    policy = next(meta["content"] for meta in Page(html).all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == parts["base-uri"] == parts["form-action"] == "'none'"
    assert parts["img-src"] == "data:"
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert parts[f"{tag}-src"] == f"'sha256-{digest}'"
    assert html.index("Content-Security-Policy") < html.index("<style>") < html.index("<script>")


def test_headings_go_down_one_by_one(any_page):
    levels = [int(tag[1]) for tag, _ in any_page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_tables_have_captions_and_headed_rows(any_page):
    assert len(any_page.all("table")) == len(any_page.all("caption"))
    assert all(head.get("scope") in ("row", "col") for head in any_page.all("th"))


def test_recommends_nothing(any_page):
    assert not re.search(r"\b(hire|hiring|reject(ed)?|recommend(?!s nothing)|advance)\b", any_page.text, re.IGNORECASE)
    assert "recommends nothing" in any_page.text


def test_encodes_as_utf8_without_control_characters(any_page):
    any_page.text.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", any_page.text)


def test_equal_evaluations_give_equal_pages():
    assert report.render(evaluations.wrong()) == report.render(evaluations.wrong())


# ---------------------------------------------------------------- what it says


def test_summary():
    text = page_of(evaluations.wrong()).text
    for words in (
        "quiet-otter",
        "challenge context-packer",
        "64.17 %",
        "27 hidden tests",
        "18 passed",
        "3 wrong",
        "1 memory limit",
        "24 Nov 2026, 21:04 UTC",
        "bubblewrap 0.11.0",
        "What this host could not promise",
        "this host gives no writable cgroup",
    ):
        assert words in text


def test_every_verdict_has_a_meaning_and_a_shape():
    tests = tuple(TestResult(name=f"test_{verdict}", verdict=verdict) for verdict in Verdict)
    html = report.render(evaluations.evaluation("x", [Group(name="all", weight=1, score=None, tests=tests)], []))
    shapes = set()
    for verdict in Verdict:
        icon = re.search(rf'<svg class="icon v-{verdict}".*?</svg>', html, re.DOTALL)
        assert icon
        shapes.add(icon[0].partition(">")[2])
        assert f"<span>{verdict.words}</span>" in html
    assert len(shapes) == len(Verdict)


def test_host_that_kept_every_promise():
    text = page_of(evaluations.good()).text
    assert "This host kept every promise of the sandbox" in text
    assert "could not promise" not in text
    assert "dropped __pycache__/ (2 files)" in text


def test_internal_error_is_set_apart_and_leaves_the_total_open():
    text = page_of(evaluations.internal_error()).text
    assert "open No total yet: 2 tests could not be judged, which is the harness’s fault" in text
    assert "Not judged, and not the candidate’s fault" in text
    assert "They count neither for nor against the candidate" in text
    assert "history 2 internal error 3 of 5 open 3" in text


def test_no_internal_error_no_such_section():
    text = page_of(evaluations.wrong()).text
    assert "not the candidate’s fault" not in text.lower().replace("never the candidate’s fault", "")


def test_groups_table():
    html = report.render(evaluations.wrong())
    assert "passages 1 error, 1 wrong 4 of 6 66.7 % 3" in Page(html).text
    bars = re.findall(r'class="track"[^>]*width="([\d.]+)".*?class="filled"[^>]*width="([\d.]+)"', html, re.DOTALL)
    assert bars[0] == ("666.7", "533.3")  # weight 2 of 3, four of five passed
    assert bars[1] == ("1000.0", "750.0")
    assert bars[5] == ("333.3", "0.0")


def test_failed_test_shows_all_that_is_known():
    text = page_of(evaluations.wrong()).text
    title = "The second round keeps the limit of two a source"
    assert f"error {title} KeyError: 'tokens' test_second_round_keeps_the_source_limit rules 4, 6" in text
    assert "The candidate’s traceback Traceback (most recent call last):" in text
    assert "The hidden test’s own account for graders only" in text
    assert "What the program printed 29 characters ranking 4 passages share 594" in text


def test_failed_before_passed():
    text = page_of(evaluations.wrong()).text
    assert text.index("test_second_round_keeps_the_source_limit") < text.index("test_share_is_floored")


def test_traceback_links_to_the_line():
    html = report.render(evaluations.wrong())
    assert '<a href="#f2-L23">File &#34;/work/packer.py&#34;, line 23</a>' in html
    (line,) = re.findall(r'<span class="l" id="f2-L23">(.*?)\n</span>', html)
    assert re.sub("<[^>]+>", "", line).strip().startswith("return {")


def test_traceback_of_a_library_or_a_missing_line_is_no_link():
    test = TestResult(
        name="test_a",
        verdict=Verdict.ERROR,
        traceback='File "/usr/lib/python3.11/packer.py", line 1\nFile "/work/packer.py", line 99\nFile "/work/other.py", line 1',
    )
    group = Group(name="g", weight=1, score=0.0, tests=(test,))
    html = report.render(evaluations.evaluation("x", [group], [evaluations.file("packer.py", "pass\n")]))
    assert 'href="#f1-L' not in html


def test_decisions_and_questions_come_before_the_files_as_plain_text():
    html = report.render(evaluations.good())
    assert "- **Long passages** are skipped" in html
    assert html.index("DECISIONS.md</bdi></h3>") < html.index("QUESTIONS.md</bdi></h3>") < html.index("All files")
    assert "The submission has no QUESTIONS.md." in page_of(evaluations.wrong()).text


def test_source_is_highlighted_and_spelled_the_same():
    html = report.render(evaluations.good())
    (source,) = re.findall(r'id="f4">.*?<pre class="code">(.*?)</pre>', html, re.DOTALL)
    assert '<span class="k">def</span> <span class="f">pack</span>' in source
    page = Page(source)
    assert "".join(page.parts) == evaluations.PACKER
    assert page.ids == [f"f4-L{number}" for number in range(1, evaluations.PACKER.count("\n") + 1)]


def test_file_without_text_says_why():
    assert "data/icon.png 4.1 KiB not text" in page_of(evaluations.wrong()).text


def test_provenance():
    evaluation = evaluations.good()
    text = page_of(evaluation).text
    for part in (
        evaluation.submission.sha256,
        evaluation.challenge.sha256,
        evaluation.provenance.environment_sha256,
        evaluation.provenance.harness_sha256,
        "Python 3.11",
        "grade 0.1.0",
        "docker 20.10.24, runtime runc",
        "Memory without swap, MiB 512",
        "Step: examine 4.8 s",
        "Linux 6.1.0-26-amd64",
        "no network but the pod's own loopback",
    ):
        assert part in text


def test_scope_only_where_it_was_judged():
    assert "scope" not in page_of(evaluations.good()).ids
    finding = ScopeFinding(signal="unused-class", file="packer.py", line=10, message="a class that nothing uses", points=2.5)
    lost = finding.model_copy(update={"file": "gone.py"})
    scope = Scope(band="look", points=5.0, findings=(finding, lost), reason="two places")
    html = report.render(evaluations.good().model_copy(update={"scope": scope}))
    assert '<a href="#f4-L10"><bdi>packer.py, line 10</bdi></a>' in html
    assert "<bdi>gone.py, line 10</bdi>" in html
    assert "look two places" in Page(html).text


def test_public_tests_beside_the_candidates_own_check():
    assert "public" not in page_of(evaluations.good()).ids
    page = page_of(evaluations.wrong())
    assert "public" in page.ids and "own check, 1 differs. A difference is a question" in page.text
    assert "One token too few: passed in the candidate's own check" in page.text
    hostile = evaluations.wrong().public.model_copy(update={"differences": ("<b>x</b>",) * 99, "same_files": False})
    html = report.render(evaluations.wrong().model_copy(update={"public": hostile}))
    assert "<b>x</b>" not in html and "49 more are in result.json" in html and "made of other files" in html


def test_empty_evaluation_is_a_page_all_the_same():
    page = page_of(evaluations.evaluation("empty", [], []))
    assert "0 hidden tests" in page.text
    assert "The submission holds no file." in page.text


# ---------------------------------------------------------------- hostile


def test_hostile_text_is_shown_and_not_obeyed(hostile_html):
    page = Page(hostile_html)
    assert "<script>window.pwned = 1</script>" in page.text
    assert '"><img src=x onerror="window.pwned = 3">' in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert "⟨U+202E⟩gnp.exe" in page.text
    assert "␛[31mred" in page.text
    assert "NUL ␀" in page.text


def test_long_lines_are_cut_and_say_so(hostile_html):
    (line,) = re.findall(r'<span class="l" id="f4-L1">(.*?)\n</span>', hostile_html)
    assert line.startswith("x = &#39;AAAA")
    assert re.search(r"A \[…[\d,]+ characters of this line left out\]$", line)
    assert len(line) < MAX_LINE + 100


def test_pages_stay_bounded_and_say_what_they_leave_out():
    html = report.render(evaluations.huge())
    assert len(html.encode()) < 12 * 1024 * 1024
    assert "characters are left out here; result.json has them" in html
    assert "lines are shown here; the submission has the rest" in html
    assert html.count('class="source"') == 2000


def test_more_tests_than_a_page_bears():
    tests = tuple(
        TestResult(name=f"test_{number}", verdict=Verdict.WRONG if number % 100 == 0 else Verdict.PASSED)
        for number in range(5000)
    )
    group = Group(name="many", weight=1, score=0.99, tests=tests)
    page = page_of(evaluations.evaluation("x", [group], []))
    assert "3000 tests are left out of this page, those that passed first; result.json has all 5000." in page.text
    assert page.text.count("test_4900") == 1  # failed, so kept
    assert "4950 of 5000" in page.text


def test_worst_text_stays_bounded():
    worst = "\u202e<&\"'" * 60_000
    tests = tuple(
        TestResult(name=worst, title=worst, verdict=Verdict.WRONG, message=worst, traceback=worst, detail=worst, output=worst)
        for _ in range(300)
    )
    files = [evaluations.file(f"{number}.py", worst) for number in range(100)]
    made = evaluations.evaluation("x", [Group(name=worst, weight=1, score=0.0, tests=tests)], files, notes=(worst,) * 1000)
    assert len(report.render(made).encode()) < 40 * 1024 * 1024


# ---------------------------------------------------------------- the parts


def test_small_files_are_whole_beside_a_heap_of_junk():
    junk = [evaluations.file(f"a/{number}.txt", "x\n" * 100_000) for number in range(60)]
    shown = sources([*junk, evaluations.file("packer.py", evaluations.PACKER)])
    assert shown[-1].text == evaluations.PACKER
    assert shown[-1].left_out == ""
    assert "the submission has the rest" in shown[0].left_out
    assert sum(len(file.text or "") for file in shown) < 1.1 * 1024 * 1024
    assert sum(len(file.lines) for file in shown) <= 15_000


def test_line_ends_of_windows_are_no_noise():
    (file,) = sources([evaluations.file("a.py", "a = 1\r\nb = 2\r\n")])
    assert file.text == "a = 1\nb = 2\n"
    (mixed,) = sources([evaluations.file("a.py", "a = 1\r\nb = 2\n")])
    assert mixed.text == "a = 1␍\nb = 2\n"


def test_tree_of_deep_folders_is_bounded():
    (file,) = sources([evaluations.file("/".join("abcdefghijklmnopqrstuvwxyz") + "/x.py", "")])
    here, depth = tree([file]), 0
    while here.folders:
        (here,) = here.folders.values()
        depth += 1
    assert depth == 8
    assert here.files[0][0] == "i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z/x.py"


@pytest.mark.parametrize("path", ["a.py", "a.js", "a.html", "a.css", "a.sql", "a.yaml", "a.toml", "a.sh", "Dockerfile", "a.json"])
def test_highlighting_spells_the_same_source(path):
    text = "# a 'b' \"c\" <d> {e: [1, 2.5]} \\ \t$f; @g // h /* i */\n\n\r x = f'{y!r:>{z}}' é漢🎉\ufeff\n"
    (lines,) = highlight.highlight([(path, text)])
    assert lines is not None
    assert "\n".join("".join(part for _, part in line) for line in lines) == text


def test_slow_source_is_given_up(monkeypatch):
    """Pygments' Python lexer is quadratic in empty lines: this file alone would take minutes."""
    monkeypatch.setattr(highlight, "SECONDS", 2.0)
    began = time.monotonic()
    fine, slow = highlight.highlight([("fine.py", "x = 1"), ("slow.py", "\n " * 60_000)])
    assert time.monotonic() - began < 10
    assert fine == [[("", "x = "), ("m", "1")]]
    assert slow is None


def test_too_long_for_highlighting_stays_plain():
    long_line, long_file = "x = '" + "a" * 3000 + "'", "x = 1\n" * 30_000
    assert highlight.highlight([("a.py", long_line), ("b.py", long_file), ("c.txt", "x"), ("d.py", "x = 1")])[:3] == [None] * 3


def test_cut_keeps_both_ends():
    found = cut("a" * 100 + "b" * 100, 50)
    assert (found.head, found.tail, found.left_out) == ("a" * 25, "b" * 25, 150)
    assert str(found) == "a" * 25 + "\n[150 characters left out here]\n" + "b" * 25
    assert str(cut("whole", 50)) == "whole"


@pytest.mark.parametrize(
    ("sizes", "together", "most", "share"),
    [([], 10, 5, 5), ([1, 2, 3], 100, 50, 50), ([1, 1, 100, 100], 22, 50, 10), ([100], 10, 50, 10), ([100], 1000, 50, 50)],
)
def test_fair_share(sizes, together, most, share):
    assert fair_share(sizes, together, most) == share
    assert sum(min(size, share) for size in sizes) <= together


def test_a_traceback_of_nothing_but_frames_takes_little_time():
    (shown,) = sources([evaluations.file("a.py", "x = 1\n" * 15_000)])
    began = time.process_time()
    for _ in range(10):
        linked('File "a.py", line 1 ' * 800, {"a.py": shown})
    assert time.process_time() - began < 1
