/** How far files are on their way to a printer, and what came of them. */

import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { formatPercent } from "./format";
import type { HomeAssistant } from "./ha";
import { renderBar } from "./job";
import { text } from "./localize";
import type { Printer } from "./printer";
import type { Uploads } from "./upload";

interface Way {
  /** The same as long as the percentage grows. */
  id: string;
  label: string;
  percent: number;
}

/** A file that is on its way: by this card, or by an automation or another browser. */
export function uploadOf(
  hass: HomeAssistant,
  printer: Printer,
  { running, waiting }: Uploads,
): Way | undefined {
  if (!running) {
    return printer.upload === undefined
      ? undefined
      : { id: "", label: text(hass, "uploading"), percent: printer.upload };
  }
  const { file, at, percent } = running;
  const label = text(hass, `uploading_${at}`, { file });
  return {
    id: `${file}/${at}`,
    label: waiting
      ? `${label} · ${text(hass, "uploads_waiting", { count: waiting })}`
      : label,
    percent: at === "here" ? percent : (printer.upload ?? 0),
  };
}

export function renderUploads(
  hass: HomeAssistant,
  printer: Printer,
  uploads: Uploads,
) {
  const { done, failures } = uploads;
  const way = uploadOf(hass, printer, uploads);
  const doneText = text(hass, done.length > 1 ? "uploaded_all" : "uploaded", {
    file: done.join(", "),
    count: done.length,
  });
  return html`${
    way
      ? html`<div class="job" data-face="transferring">
          ${keyed(way.id, renderBar(way.percent, way.label))}
          <div class="row second numbers">
            <span class="way" role="status">${way.label}</span>
            <span>${formatPercent(way.percent, hass)}</span>
          </div>
        </div>`
      : nothing
  }
  ${
    done.length
      ? renderResult(doneText, "success", () => uploads.dismissDone())
      : nothing
  }
  ${failures.map((failure) =>
    renderResult(failure, "error", () => uploads.dismiss(failure)),
  )}`;
}

function renderResult(
  result: string,
  kind: "success" | "error",
  dismiss: () => void,
) {
  return html`<ha-alert
    role="status"
    dismissable
    alert-type=${kind}
    @alert-dismissed-clicked=${dismiss}
    >${result}</ha-alert
  >`;
}
