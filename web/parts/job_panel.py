"""A panel that shows the reader's jobs of a lane: where they stand, how they ended, and a button to stop them.

The browser keeps their ids (kept.js), so that they are found again when the page is opened anew; panel.js asks after
them as long as one is under way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from jixiao.web.parts.components import QUIET, Page, notice
from jixiao.web.parts.html import button, escape, tag
from jixiao.web.parts.jobs import Job, Jobs
from jixiao.web.parts.strings import Words

# Milliseconds after which panel.js asks again.
AGAIN = 700
# How a job is drawn: what was done, and what it is at; the latter counts while it runs.
Draw = Callable[[Job], tuple[str, str]]


def own_jobs(lane: str) -> str:
    """The browser's jobs of this lane, in JavaScript."""
    return f"jixiao.jobs('{lane}').join(' ')"


def wire(page: Page, panel: Any, lane: str, draw: Draw) -> Any:
    """Keep `panel` up to date with the reader's jobs. Returns the start of the event that one of them has ended."""

    def shown(ids: str) -> str:
        return following(page.jobs, ids.split(), lane, draw, page.words)

    def again(event: gr.EventData) -> str:
        return shown(str(event.jobs))

    def cancel(event: gr.EventData) -> str:
        page.jobs.cancel(str(event.job))
        return shown(str(event.jobs))

    page.blocks.load(shown, panel, panel, js=f"() => [{own_jobs(lane)}]", **QUIET)
    panel.again(again, None, panel, **QUIET)
    panel.cancel(cancel, None, panel, **QUIET)
    return panel.ended


def begun(page: Page, job: Job, ids: str, draw: Draw) -> str:
    """The panel with a job that was just started, and those of `ids` that are still under way."""
    shown = [one for one in page.jobs.known(ids.split()) if not one.over]
    return drawn(page.jobs, [*shown, job], ids.split(), job.lane, draw, page.words)


def following(jobs: Jobs, ids: Sequence[str], lane: str, draw: Draw, words: Words) -> str:
    """What to show of the jobs; of those that are not known any more, that this is so."""
    known = [job for job in jobs.known(ids) if job.lane == lane]
    gone = notice(words("jobs.gone"), "failed") if len(known) < len(set(ids)) else ""
    return drawn(jobs, known, ids, lane, draw, words) + gone


def drawn(jobs: Jobs, known: Sequence[Job], asked: Sequence[str], lane: str, draw: Draw, words: Words) -> str:
    """These jobs, and for panel.js which of those that were asked about it can forget."""
    told = " ".join(job.job_id for job in known)
    return tag(
        "div",
        "".join(section(job, jobs.ahead(job), draw, told, words) for job in known),
        data_jobs=told,
        data_lane=lane,
        data_dropped=" ".join(id for id in asked if id not in told.split()),
        data_ended=" ".join(job.job_id for job in known if job.over),
        data_again=None if all(job.over for job in known) else AGAIN,
    )


def section(job: Job, ahead: int, draw: Draw, ids: str, words: Words) -> str:
    """One job."""
    done, at = draw(job)
    if job.state == "waiting":
        done += notice(words("jobs.ahead", n=ahead) if ahead else words("jobs.next"), "busy")
    elif job.state == "running":
        done += at
    elif job.state == "cancelled":
        done += notice(words("jobs.cancelled"))
    elif job.state == "broken":
        done += notice(words("page.broken"), "failed")
    if not job.over:
        done += button("cancel", escape(words("jobs.cancel")), {"job": job.job_id, "jobs": ids}, class_="link danger")
    return tag("section", done, class_="job", data_job=job.job_id, data_state=job.state)
