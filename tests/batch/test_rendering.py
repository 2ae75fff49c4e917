from salesmgmt_kit.batch.rendering import alternates


def test_alternates_are_the_other_languages_relative_to_the_page() -> None:
    assert alternates("en/01_a.html", "en", ["zh", "en"]) == {"zh": "../zh/01_a.html"}
    assert alternates("en/01_a.html", "en", ["en"]) == {}
