/** How far a file is on its way to a printer, and what came of it. */

import { html, nothing } from "lit";
import { formatPercent } from "./format";
import type { HomeAssistant } from "./ha";
import { renderBar } from "./job";
import { text } from "./localize";
import type { Printer } from "./printer";
import type { Uploads } from "./upload";

export function renderUpload(
  hass: HomeAssistant,
  printer: Printer,
  uploads: Uploads,
) {
  const { step } = uploads;
  if (!step) return nothing;
  if (step.at === "done" || step.at === "failed") {
    const isDone = step.at === "done";
    return html`<ha-alert
      role="status"
      dismissable
      alert-type=${isDone ? "success" : "error"}
      @alert-dismissed-clicked=${() => uploads.dismiss()}
      >${isDone ? text(hass, "uploaded", { file: step.file }) : step.text}</ha-alert
    >`;
  }
  const percent = step.at === "here" ? step.percent : (printer.upload ?? 0);
  const label = text(hass, `uploading_${step.at}`, { file: step.file });
  return html`<div class="job" data-face="transferring">
    ${renderBar(percent, label)}
    <div class="row second numbers">
      <span role="status">${label}</span>
      <span>${formatPercent(percent, hass)}</span>
    </div>
  </div>`;
}
