/** `<factor-prints>`: the prints that are over, asked for when they are looked at. */

import { LitElement, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "./define";
import { formatClock, formatCost, formatDuration } from "./format";
import { type HomeAssistant, ask, messageOf } from "./ha";
import { OUTCOME_ICONS } from "./icons";
import { type TextKey, text } from "./localize";
import { type Printer, known, stateOf } from "./printer";
import { texts } from "./styles";

const COUNT = 10;

/** A print as the action `factor.get_print_history` tells it. */
interface PastPrint {
  file: string | null;
  outcome: "finished" | "cancelled" | "failed" | "unknown";
  ended: string;
  /** s */
  duration: number | null;
  cost: number | null;
  currency: string | null;
}

interface History {
  total: number;
  prints: PastPrint[];
}

@define("factor-prints")
export class Prints extends LitElement {
  @property({ attribute: false }) hass!: HomeAssistant;
  @property({ attribute: false }) printer!: Printer;
  @state() private expanded = false;
  @state() private history: History | undefined;
  @state() private error = "";
  /** What the shown history is of: the printer and its last print event. */
  private shown = "";

  protected override render() {
    const { hass, printer } = this;
    const ended = stateOf(hass, printer.entities, "sensor.last_print_ended");
    this.hidden = ended?.state === "unknown"; // there was none
    if (this.hidden) return nothing;
    return html`<ha-expansion-panel
      outlined
      .header=${text(hass, "prints")}
      .secondary=${this.lastPrint()}
      @expanded-changed=${(event: CustomEvent<{ expanded: boolean }>) => {
        this.expanded = event.detail.expanded;
        if (this.error) this.shown = ""; // ask again
      }}
    >
      ${this.expanded ? this.renderHistory() : nothing}
    </ha-expansion-panel>`;
  }

  private lastPrint(): string {
    const { hass, printer } = this;
    const outcome = known(hass, printer.entities, "sensor.last_print_outcome");
    const file = known(hass, printer.entities, "sensor.last_print_file");
    const told = [file?.state, outcome && hass.formatEntityState(outcome)];
    return told.filter(Boolean).join(" · ");
  }

  private renderHistory() {
    const { hass, history } = this;
    if (this.error) return html`<p class="second">${this.error}</p>`;
    if (!history) return html`<ha-spinner size="small"></ha-spinner>`;
    if (!history.total) {
      return html`<p class="second">${text(hass, "prints_none")}</p>`;
    }
    return html`<ul>
        ${history.prints.map((print) => this.renderPrint(print))}
      </ul>
      ${
        history.total > history.prints.length
          ? html`<p class="second">
              ${text(hass, "prints_total", {
                total: history.total,
                count: history.prints.length,
              })}
            </p>`
          : nothing
      }`;
  }

  private renderPrint(print: PastPrint) {
    const { hass } = this;
    const outcome = text(hass, `outcome_${print.outcome}` as TextKey);
    return html`<li class=${print.outcome}>
      <ha-icon
        .icon=${OUTCOME_ICONS[print.outcome]}
        role="img"
        aria-label=${outcome}
        title=${outcome}
      ></ha-icon>
      <div>
        <div class="name">${print.file ?? "–"}</div>
        <div class="second numbers">
          ${outcome} · ${formatClock(new Date(print.ended), hass)}
        </div>
      </div>
      <div class="end second numbers">
        <div>
          ${
            print.duration === null ? "–" : formatDuration(print.duration, hass)
          }
        </div>
        <div>
          ${
            print.cost === null
              ? nothing
              : formatCost(
                  print.cost,
                  print.currency ?? hass.config.currency,
                  hass,
                )
          }
        </div>
      </div>
    </li>`;
  }

  protected override willUpdate(): void {
    if (!this.expanded) return;
    const told = stateOf(this.hass, this.printer.entities, "event.print");
    const show = `${this.printer.id} ${told?.state}`;
    if (show === this.shown) return;
    this.shown = show;
    void this.load(show);
  }

  private async load(show: string): Promise<void> {
    this.error = "";
    try {
      const history = await ask<History>(this.hass, "get_print_history", {
        device_id: this.printer.id,
        limit: COUNT,
      });
      if (show === this.shown) this.history = history;
    } catch (err) {
      this.error = await messageOf(this.hass, err);
    }
  }

  static override styles = [
    texts,
    css`
      :host([hidden]) {
        display: none;
      }
      ha-expansion-panel {
        --expansion-panel-summary-padding: 0 12px;
        --expansion-panel-content-padding: 0 12px;
      }
      ul {
        margin: 0 0 8px;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 6px 0;
      }
      li > div:nth-child(2) {
        flex: 1;
        min-width: 0;
      }
      .end {
        text-align: end;
      }
      p {
        margin: 8px 0;
      }
      ha-icon {
        flex: none;
        color: var(--secondary-text-color);
      }
      .finished ha-icon {
        color: var(--success-color);
      }
      .failed ha-icon {
        color: var(--error-color);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "factor-prints": Prints;
  }
}
