/** `<factor-printer-card>`: one printer. */

import { LitElement, type PropertyValues, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import "./actions";
import { define } from "./define";
import { formatClock, formatDegrees, formatPercent } from "./format";
import {
  type CardConfig,
  type HomeAssistant,
  type LovelaceCard,
  showDialog,
  showMoreInfo,
} from "./ha";
import "./heater";
import { FACE_ICONS } from "./icons";
import { text } from "./localize";
import { cameraOf, pictureOf, renderMedia } from "./media";
import { EachMinute } from "./minute";
import { noticeOf, stateText } from "./notice";
import { type Printer, PrinterReader, known } from "./printer";
import {
  type PrinterCardConfig,
  printerForm,
  suggestPrinter,
} from "./printer-form";
import "./prints";
import { printersOf } from "./registry";
import { bar, buttons, faces, texts } from "./styles";
import "./time-left";
import { Uploads } from "./upload";

@define("factor-printer-card")
export class PrinterCard extends LitElement implements LovelaceCard {
  @property({ attribute: false }) hass?: HomeAssistant;
  @property({ type: Boolean }) preview = false;
  @state() private config: PrinterCardConfig | undefined;
  @state() private printer: Printer | undefined;
  @state() private dragging = false;
  private readonly reader = new PrinterReader();
  private readonly uploads = new Uploads(this);

  constructor() {
    super();
    new EachMinute(this);
  }

  static getConfigForm = printerForm;

  static getStubConfig(hass: HomeAssistant): Omit<PrinterCardConfig, "type"> {
    const [device_id] = printersOf(hass).keys();
    return device_id === undefined ? {} : { device_id };
  }

  setConfig(config: CardConfig): void {
    this.config = config as PrinterCardConfig;
  }

  getCardSize(): number {
    return { full: 8, compact: 4, line: 1 }[this.size];
  }

  getGridOptions() {
    return {
      full: { columns: 12, min_columns: 6 },
      compact: { columns: 12, min_columns: 6 },
      line: { columns: 12, rows: 1, min_columns: 6, min_rows: 1 },
    }[this.size];
  }

  private get size() {
    return this.config?.layout ?? "full";
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("hass") || changed.has("config")) {
      const id = this.config?.device_id;
      this.printer =
        this.hass && id ? this.reader.read(this.hass, id) : undefined;
    }
  }

  /** Of all that changes in Home Assistant, little is about this printer. */
  protected override shouldUpdate(changed: PropertyValues): boolean {
    if (!this.hass) return false;
    if (changed.size !== 1 || !changed.has("hass")) return true;
    const id = this.config?.device_id;
    return !id || this.reader.read(this.hass, id) !== this.printer;
  }

  protected override render() {
    const { hass, printer } = this;
    if (!hass) return nothing;
    if (!printer) {
      const missing = this.config?.device_id
        ? "no_such_printer"
        : "choose_printer";
      return html`<ha-card>
        <ha-alert>${text(hass, missing)}</ha-alert>
      </ha-card>`;
    }
    return html`<ha-card
      class=${this.size}
      data-face=${printer.face}
      @dragover=${this.dragOver}
      @dragleave=${this.dragLeave}
      @drop=${this.drop}
    >
      ${this.size === "line" ? this.line(hass, printer) : this.card(hass, printer)}
      ${
        this.dragging
          ? html`<div class="drop">
              <ha-icon icon="mdi:file-upload-outline"></ha-icon>
              ${text(hass, "drop", { printer: printer.name })}
            </div>`
          : nothing
      }
    </ha-card>`;
  }

  private line(hass: HomeAssistant, printer: Printer) {
    return html`<button
      type="button"
      class="line"
      @click=${() => showDialog(this, "factor-printer-dialog", { deviceId: printer.id })}
    >
      ${this.icon(hass, printer)}
      <span class="title">
        <span class="name">${printer.name}</span>
        <span class="second numbers">
          ${stateText(hass, printer)}${
            printer.hasJob && printer.progress !== undefined
              ? html` · ${formatPercent(printer.progress, hass)}`
              : nothing
          }${
            printer.face === "working" && printer.finish
              ? html` ·
                  <factor-time-left
                    .hass=${hass}
                    .until=${printer.finish}
                  ></factor-time-left>`
              : nothing
          }
        </span>
      </span>
      ${printer.hasJob ? this.bar(hass, printer) : nothing}
    </button>`;
  }

  private card(hass: HomeAssistant, printer: Printer) {
    const full = this.size === "full";
    return html`
      ${full ? renderMedia(hass, printer) : nothing}
      <div class="content">
        <div class="header">
          ${this.icon(hass, printer)}
          <button
            type="button"
            class="title"
            title=${text(hass, "more", { printer: printer.name })}
            @click=${() => printer.state && showMoreInfo(this, printer.state.entity_id)}
          >
            <div class="name">${printer.name}</div>
            <div class="second">
              <span class="state">${stateText(hass, printer)}</span>
              ${printer.file && printer.face !== "idle" ? html`· ${printer.file}` : nothing}
            </div>
          </button>
          ${full ? nothing : this.temperatures(hass, printer)}
        </div>
        ${this.notice(hass, printer)} ${this.uploading(hass, printer)}
        ${printer.hasJob ? this.job(hass, printer) : nothing}
        ${full && printer.heaters.length ? this.heaters(hass, printer) : nothing}
        <factor-actions
          .hass=${hass}
          .printer=${printer}
          .light=${this.config?.light}
          .send=${this.send}
          .small=${!full}
        ></factor-actions>
        ${
          full
            ? html`<factor-prints
                .hass=${hass}
                .printer=${printer}
              ></factor-prints>`
            : nothing
        }
      </div>
    `;
  }

  private icon(hass: HomeAssistant, printer: Printer) {
    const shown = this.size === "full" && !cameraOf(hass, printer);
    const preview = shown ? undefined : pictureOf(hass, printer, "preview");
    return html`<ha-tile-icon .imageUrl=${printer.hasJob ? preview : undefined}>
      <ha-icon slot="icon" .icon=${FACE_ICONS[printer.face]}></ha-icon>
    </ha-tile-icon>`;
  }

  private notice(hass: HomeAssistant, printer: Printer) {
    const notice = noticeOf(hass, printer);
    if (!notice) return nothing;
    return html`<ha-alert
      role=${notice.kind === "error" ? "alert" : "status"}
      alert-type=${notice.kind}
      >${notice.text}</ha-alert
    >`;
  }

  private uploading(hass: HomeAssistant, printer: Printer) {
    const { step } = this.uploads;
    if (!step) return nothing;
    if (step.at === "done" || step.at === "failed") {
      return html`<ha-alert
        dismissable
        alert-type=${step.at === "done" ? "success" : "error"}
        @alert-dismissed-clicked=${() => this.uploads.dismiss()}
        >${
          step.at === "done"
            ? text(hass, "uploaded", { file: step.file })
            : step.text
        }</ha-alert
      >`;
    }
    const percent = step.at === "here" ? step.percent : (printer.upload ?? 0);
    const label = text(hass, `uploading_${step.at}`, { file: step.file });
    return html`<div class="job" role="status" data-face="transferring">
      ${this.progress(percent, label)}
      <div class="row second numbers">
        <span>${label}</span><span>${formatPercent(percent, hass)}</span>
      </div>
    </div>`;
  }

  private job(hass: HomeAssistant, printer: Printer) {
    const { progress, finish, face } = printer;
    const height = known(hass, printer.entities, "sensor.height");
    return html`<div class="job">
      ${this.bar(hass, printer)}
      <div class="row numbers">
        <span class="percent">
          ${progress === undefined ? "–" : formatPercent(progress, hass)}
        </span>
        <span class="left">
          ${
            face === "working"
              ? finish
                ? html`<factor-time-left
                    .hass=${hass}
                    .until=${finish}
                  ></factor-time-left>`
                : text(hass, "no_estimate")
              : nothing
          }
        </span>
      </div>
      <div class="row second numbers">
        <span>
          ${
            height
              ? html`${text(hass, "height")} ${hass.formatEntityState(height)}`
              : nothing
          }
        </span>
        <span>
          ${
            finish && face !== "paused"
              ? text(hass, "finishes_at", { time: formatClock(finish, hass) })
              : nothing
          }
        </span>
      </div>
    </div>`;
  }

  private bar(hass: HomeAssistant, { progress = 0 }: Printer) {
    return this.progress(progress, formatPercent(progress, hass));
  }

  private progress(percent: number, label: string) {
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

  private heaters(hass: HomeAssistant, printer: Printer) {
    return html`<div class="heaters">
      ${repeat(
        printer.heaters,
        (heater) => heater.temperature.entity_id,
        (heater) =>
          html`<factor-heater
            .hass=${hass}
            .heater=${heater}
            .graph=${printer.face !== "away"}
          ></factor-heater>`,
      )}
    </div>`;
  }

  private temperatures(hass: HomeAssistant, printer: Printer) {
    return html`<div class="temperatures second numbers">
      ${printer.heaters
        .filter((heater) => heater.value !== undefined)
        .slice(0, 3)
        .map(
          (heater) =>
            html`<button
              type="button"
              title=${text(hass, heater.kind)}
              @click=${() => showMoreInfo(this, heater.entityId)}
            >
              ${formatDegrees(heater.value!, hass)}${
                heater.target
                  ? `/${formatDegrees(heater.target, hass)}`
                  : nothing
              }°
            </button>`,
        )}
    </div>`;
  }

  // Files that are dropped

  private readonly send = (file: File): void => {
    const id = this.config?.device_id;
    if (this.hass && id) void this.uploads.send(this.hass, id, file);
  };

  private canTake(event: DragEvent): boolean {
    const face = this.printer?.face ?? "away";
    return (
      !!event.dataTransfer?.types.includes("Files") &&
      !["away", "lost", "silent"].includes(face)
    );
  }

  private dragOver(event: DragEvent): void {
    if (!this.canTake(event)) return;
    event.preventDefault();
    this.dragging = true;
  }

  private dragLeave(event: DragEvent): void {
    const to = event.relatedTarget as Node | null;
    if (!to || !this.renderRoot.contains(to)) this.dragging = false;
  }

  private drop(event: DragEvent): void {
    this.dragging = false;
    if (!this.canTake(event)) return;
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) this.send(file);
  }

  static override styles = [
    faces,
    texts,
    buttons,
    bar,
    css`
      :host {
        display: block;
      }
      ha-card {
        position: relative;
        overflow: hidden;
        height: 100%;
        container-type: inline-size;
      }
      .media {
        display: block;
        width: 100%;
        aspect-ratio: 16 / 9;
        object-fit: cover;
        background: var(--secondary-background-color);
      }
      .preview {
        object-fit: contain;
      }
      .content {
        display: flex;
        flex-direction: column;
        gap: 12px;
        padding: 12px;
      }
      .header,
      button.line {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      .title {
        flex: 1;
        min-width: 0;
      }
      .state {
        color: var(--primary-text-color);
      }
      .full .name {
        font-size: var(--ha-font-size-l, 16px);
      }
      .row {
        display: flex;
        justify-content: space-between;
        gap: 12px;
        min-height: 1.4em;
        line-height: 1.4;
      }
      .row > span:last-child {
        text-align: end;
      }
      .percent,
      .left {
        font-size: var(--ha-font-size-l, 16px);
        font-weight: var(--ha-font-weight-medium, 500);
      }
      .job {
        display: flex;
        flex-direction: column;
        gap: 4px;
      }
      .heaters {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
        gap: 8px;
      }
      .temperatures {
        display: flex;
        flex-direction: column;
        align-items: flex-end;
      }
      button.line {
        position: relative;
        box-sizing: border-box;
        width: 100%;
        height: 100%;
        min-height: 56px;
        padding: 0 12px;
        color: var(--primary-text-color);
      }
      .line .title > span {
        display: block;
      }
      .line .bar {
        position: absolute;
        inset: auto 0 0;
        height: 4px;
        border-radius: 0;
      }
      .drop {
        position: absolute;
        inset: 0;
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: 8px;
        padding: 16px;
        border: 2px dashed var(--primary-color);
        border-radius: inherit;
        background: color-mix(
          in srgb,
          var(--ha-card-background, var(--card-background-color)) 90%,
          transparent
        );
        text-align: center;
        pointer-events: none;
        --mdc-icon-size: 40px;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "factor-printer-card": PrinterCard;
  }
}

window.customCards ??= [];
window.customCards.push({
  type: "factor-printer-card",
  get name() {
    return text(undefined, "printer_card_name");
  },
  get description() {
    return text(undefined, "printer_card_description");
  },
  preview: true,
  documentationURL:
    "https://github.com/kangbyounggwan/factor-home-assistant/blob/main/docs/dashboard.md",
  getEntitySuggestion: suggestPrinter,
});
