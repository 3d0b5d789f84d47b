"""Why a kind of change matters to the people it concerns: the clause that a refusal ends with."""

from __future__ import annotations

from collections.abc import Mapping

WHY: Mapping[str, str] = {
    "M01": "people decide what they give by what they are told is collected",
    "M02": "a purpose that people were not told of is one they never expected",
    "M03": "who else sees their data is what people ask first",
    "M04": "customers may object to a company that works on their data only if they hear of it",
    "M05": "people rely on the day by which their data is gone, or by which they must save it",
    "M06": "other protection applies where the data goes",
    "M07": "people rely on what was promised",
    "M08": "people who do not know of a right, or of how to use it, cannot use it",
    "M09": "it decides who may use the service, and on whose consent",
    "M10": "what people may object to or take back depends on it",
    "M11": "people must know who answers to them",
    "M12": "people may ask for a human decision only if they know that none is made",
    "M13": "it decides where, how and for how much people can seek redress",
    "M14": "people agreed to another price or another way of paying",
    "M15": "it decides whom and what the text binds",
    "M16": "people can keep to a rule only if they know it",
    "M17": "people can lose their account, and what is in it",
    "M18": "people rely on being told in the way that was promised",
    "M19": "another text that binds people comes in with it, or goes",
}
"""By category. The test is the effect on people and how surprising the change is (WP260 rev.01, 29–31)."""
