/** How far a print is, and until when it takes. */

import { html, nothing } from "lit";
import { formatClock, formatPercent } from "./format";
import type { HomeAssistant } from "./ha";
import { text } from "./localize";
import { type Printer, known } from "./printer";
import "./time-left";

export function renderBar(percent: number, label: string) {
  return html`<div
    class="bar"
    role="progressbar"
    aria-label=${label}
    aria-valuenow=${Math.floor(percent)}
    aria-valuemin="0"
    aria-valuemax="100"
  >
    <div style="width: ${percent}%"></div>
  </div>`;
}

/** The bar of a print; that of one whose progress nobody knows is not shown. */
export function renderProgress(hass: HomeAssistant, { progress }: Printer) {
  return progress === undefined
    ? nothing
    : renderBar(progress, formatPercent(progress, hass));
}

/** What is left of a print that runs. */
export function renderTimeLeft(hass: HomeAssistant, { face, finish }: Printer) {
  if (face !== "working") return nothing;
  return finish
    ? html`<factor-time-left .hass=${hass} .until=${finish}></factor-time-left>`
    : text(hass, "no_estimate");
}

export function renderJob(hass: HomeAssistant, printer: Printer) {
  const { progress, face } = printer;
  // when one is done that is paused or lost, nobody knows
  const finish = face === "working" ? printer.finish : undefined;
  const height = known(hass, printer.entities, "sensor.height");
  const percent = progress === undefined ? "" : formatPercent(progress, hass);
  const heightText =
    height && `${text(hass, "height")} ${hass.formatEntityState(height)}`;
  const finishText =
    finish && text(hass, "finishes_at", { time: formatClock(finish, hass) });
  return html`<div class="job">
    ${renderProgress(hass, printer)}
    ${
      percent &&
      html`<div class="row large numbers">
        <span>${percent}</span>
        <span>${renderTimeLeft(hass, printer)}</span>
      </div>`
    }
    <div class="row second numbers">
      <bdi>${heightText}</bdi>
      <span>${finishText}</span>
    </div>
  </div>`;
}
