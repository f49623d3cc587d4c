/** `<factor-farm-row>`: one of many printers. */

import { LitElement, css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { define } from "./define";
import { formatClock, formatPercent } from "./format";
import { type HomeAssistant, navigate, showDialog } from "./ha";
import { renderProgress, renderTimeLeft } from "./job";
import { text } from "./localize";
import { pictureOf, renderIcon } from "./media";
import { stateText } from "./notice";
import type { Printer } from "./printer";
import { bar, buttons, faces, texts } from "./styles";

@define("factor-farm-row")
export class FarmRow extends LitElement {
  /** Set with the printer: a change of anything else is not worth a drawing. */
  @property({ attribute: false, hasChanged: () => false }) hass!: HomeAssistant;
  @property({ attribute: false }) printer!: Printer;
  /** Whether the dashboard has a view for each printer, by its device's id. */
  @property({ type: Boolean }) views = false;

  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };

  protected override render() {
    const { hass, printer } = this;
    const { hasJob, face, finish, progress, heaterLeftOn } = printer;
    return html`<button
      type="button"
      data-face=${heaterLeftOn ? "error" : face}
      @click=${this.open}
    >
      ${renderIcon(printer, pictureOf(hass, printer, "preview"))}
      <span class="texts">
        <span class="row">
          <span class="name" dir="auto">${printer.name}</span>
          <span class="name numbers">
            ${hasJob && progress !== undefined ? formatPercent(progress, hass) : nothing}
          </span>
        </span>
        <span class="row second">
          <span dir="auto">
            <span class="state">${stateText(hass, printer)}</span>
            ${
              heaterLeftOn
                ? html`· ${text(hass, "heater_on")}`
                : printer.file && (hasJob || face === "finished")
                  ? html`· ${printer.file}`
                  : nothing
            }
          </span>
          <span class="numbers">
            ${hasJob ? renderTimeLeft(hass, printer) : nothing}
            ${
              face === "working" && finish
                ? html`· <bdi>${formatClock(finish, hass)}</bdi>`
                : nothing
            }
          </span>
        </span>
      </span>
      <span aria-hidden="true">
        ${hasJob ? renderProgress(hass, printer) : nothing}
      </span>
    </button>`;
  }

  private open(): void {
    const { id } = this.printer;
    const [, dashboard] = location.pathname.split("/");
    if (this.views) navigate(`/${dashboard}/${id}`);
    else showDialog(this, "factor-printer-dialog", { deviceId: id });
  }

  static override styles = [
    faces,
    texts,
    buttons,
    bar,
    css`
      :host {
        display: block;
        min-width: 0;
        content-visibility: auto;
        contain-intrinsic-size: auto 60px;
      }
      button {
        position: relative;
        display: flex;
        align-items: center;
        gap: 12px;
        box-sizing: border-box;
        width: 100%;
        height: 60px;
        padding: 0 12px;
        border-radius: var(--ha-border-radius-lg, 12px);
        background: color-mix(in srgb, var(--face-color) 10%, transparent);
        overflow: hidden;
      }
      /* content-visibility would cut what is outside */
      :focus-visible {
        outline-offset: -2px;
      }
      button:hover {
        background: color-mix(in srgb, var(--face-color) 18%, transparent);
      }
      .texts {
        flex: 1;
        min-width: 0;
      }
      .row {
        display: flex;
        justify-content: space-between;
        gap: 12px;
      }
      .row > :first-child {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .row > :last-child {
        flex: none;
      }
      [aria-hidden] {
        display: contents;
      }
      .state {
        color: var(--primary-text-color);
      }
      .bar {
        position: absolute;
        inset: auto 0 0;
        height: 4px;
        border-radius: 0;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "factor-farm-row": FarmRow;
  }
}
