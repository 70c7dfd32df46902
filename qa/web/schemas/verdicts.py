"""What checking quotations takes and gives over HTTP, as Pydantic models; see `requests` and `answers`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qa.answers import Citation, Excerpt
from qa.verdicts import Difference, DiffersIn
from qa.web.schemas.requests import Text

_EXAMPLE: dict[str, Any] = {"quotations": ["The Ninh Thuan 1 agreement is expected … in early 2026."]}


class VerifyBody(BaseModel):
    """One of the three: a quotation, several, or a draft whose quotations are found by their marks."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [_EXAMPLE]})

    quotation: Annotated[Text | None, Field(description="Quoted words, at most 20,000 characters.")] = None
    quotations: Annotated[
        list[Text] | None, Field(min_length=1, description="Several; at most QA_MAX_BATCH (256).")
    ] = None
    draft: Annotated[
        Text | None, Field(description="Plain text or Markdown, with at most QA_MAX_BATCH (256) quotations.")
    ] = None

    @model_validator(mode="after")
    def _check_one(self) -> VerifyBody:
        given = [value for value in (self.quotation, self.quotations, self.draft) if value is not None]
        if len(given) != 1:
            raise ValueError("give one of quotation, quotations and draft")
        return self


class ExactPlace(BaseModel):
    """Where a quotation stands exactly; `parts` are its words without what it leaves out."""

    citation: Citation
    parts: list[Excerpt]
    speakers: list[str | None]


class NearestWords(BaseModel):
    """The words most like a quotation, verbatim, and step by step what differs."""

    citation: Citation
    parts: list[Excerpt]
    similarity: Annotated[float, Field(ge=0, le=1)]
    differs_in: list[DiffersIn]
    differences: list[Difference]


class CheckedQuotation(BaseModel):
    """What came of checking a quotation; of a draft's, also where it stands in it, and why it was skipped."""

    quotation: str
    status: Literal["exact", "near", "absent", "skipped"]
    place_count: int = 0
    places: list[ExactPlace] = Field(default_factory=list)
    nearest: NearestWords | None = None
    notes: list[str] = Field(default_factory=list)
    line: int | None = None
    start: int | None = None
    end: int | None = None
    skipped: str | None = None


class Verification(BaseModel):
    """The quotations in their order, and whether all that were checked are exact."""

    all_exact: bool
    quotations: list[CheckedQuotation]
