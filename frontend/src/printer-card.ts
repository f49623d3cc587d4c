/** `<factor-printer-card>`: one printer. */

import { LitElement, type PropertyValues, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import "./actions";
import { define } from "./define";
import { DropZone } from "./drop-zone";
import { formatDegrees, formatPercent } from "./format";
import {
  type CardConfig,
  type HomeAssistant,
  type LovelaceCard,
  showDialog,
  showMoreInfo,
} from "./ha";
import { heaterName } from "./heater";
import { renderJob, renderProgress, renderTimeLeft } from "./job";
import { text } from "./localize";
import { cameraOf, pictureOf, renderIcon, renderMedia } from "./media";
import { renderNotice, stateText } from "./notice";
import { offer } from "./offer";
import { type Face, type Printer, PrinterReader } from "./printer";
import {
  type PrinterCardConfig,
  printerForm,
  suggestPrinter,
} from "./printer-form";
import "./prints";
import { printersOf } from "./registry";
import { bar, buttons, faces, texts } from "./styles";
import { Uploads } from "./upload";
import { renderUploads, uploadOf } from "./upload-status";

const UNREACHABLE: Face[] = ["away", "lost", "silent"];

@define("factor-printer-card")
export class PrinterCard extends LitElement implements LovelaceCard {
  @property({ attribute: false }) hass?: HomeAssistant;
  @state() private config: PrinterCardConfig | undefined;
  @state() private printer: Printer | undefined;
  private readonly reader = new PrinterReader();
  private readonly uploads = new Uploads(this);
  private readonly dropZone = new DropZone(
    this,
    () =>
      !!this.printer?.takesFiles && !UNREACHABLE.includes(this.printer.face),
    (file) => this.send(file),
  );

  static getConfigForm = printerForm;

  static getStubConfig(hass: HomeAssistant): Omit<PrinterCardConfig, "type"> {
    const [device_id] = printersOf(hass).keys();
    return device_id === undefined ? {} : { device_id, layout: "full" };
  }

  setConfig(config: CardConfig): void {
    this.config = config as PrinterCardConfig;
  }

  getCardSize(): number {
    return { full: 8, compact: 4, line: 1 }[this.size];
  }

  getGridOptions() {
    return {
      full: { columns: 12, min_columns: 9 },
      compact: { columns: 12, min_columns: 9 },
      line: { columns: 12, rows: 1, min_columns: 6, min_rows: 1 },
    }[this.size];
  }

  /** One line has no room for it, and a card may be gone before an upload ends. */
  get showsUploads(): boolean {
    return this.isConnected && this.size !== "line";
  }

  private get size() {
    return this.config?.layout ?? "full";
  }

  /** Of all that changes in Home Assistant, little is about this printer. */
  protected override shouldUpdate(changed: PropertyValues): boolean {
    const isOnlyHass = changed.size === 1 && changed.has("hass");
    return !isOnlyHass || this.read() !== this.printer || !this.printer;
  }

  protected override willUpdate(): void {
    this.printer = this.read();
  }

  private read(): Printer | undefined {
    const { device_id, light } = this.config ?? {};
    if (!this.hass || !device_id) return undefined;
    return this.reader.read(this.hass, device_id, light);
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
      role="group"
      aria-label=${printer.name}
    >
      ${this.size === "line" ? this.line(hass, printer) : this.card(hass, printer)}
      ${
        this.dropZone.isOver
          ? html`<div class="drop">
              <ha-icon icon="mdi:file-upload-outline"></ha-icon>
              ${text(hass, "drop", { printer: printer.name })}
            </div>`
          : nothing
      }
    </ha-card>`;
  }

  private line(hass: HomeAssistant, printer: Printer) {
    const upload = uploadOf(hass, printer, this.uploads);
    return html`<button
      type="button"
      class="line"
      @click=${() => showDialog(this, "factor-printer-dialog", { deviceId: printer.id })}
    >
      ${this.icon(hass, printer)}
      <span class="title">
        <span class="name">${printer.name}</span>
        <span class="second numbers">
          <span class="state">${stateText(hass, printer)}</span>
          ${upload && html`· ${formatPercent(upload.percent, hass)} ${upload.label}`}
          ${
            printer.hasJob && printer.progress !== undefined
              ? html`· ${formatPercent(printer.progress, hass)}`
              : nothing
          }
          ${
            printer.face === "working"
              ? html`· ${renderTimeLeft(hass, printer)}`
              : nothing
          }
        </span>
      </span>
      ${printer.hasJob ? renderProgress(hass, printer) : nothing}
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
        ${renderNotice(hass, printer, !full)}
        ${renderUploads(hass, printer, this.uploads)}
        ${printer.hasJob ? renderJob(hass, printer) : nothing}
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
    return renderIcon(printer, preview);
  }

  private heaters(hass: HomeAssistant, printer: Printer) {
    return html`<div class="heaters">
      ${repeat(
        printer.heaters,
        (heater) => heater.temperature.entity_id,
        (heater) =>
          html`<factor-heater .hass=${hass} .heater=${heater}></factor-heater>`,
      )}
    </div>`;
  }

  private temperatures(hass: HomeAssistant, printer: Printer) {
    return html`<div class="temperatures second numbers">
      ${printer.heaters
        .slice(0, 3)
        .map(
          (heater) =>
            html`<button
              type="button"
              title=${heaterName(hass, heater)}
              @click=${() => showMoreInfo(this, heater.entityId)}
            >
              ${formatDegrees(heater.value, hass)}${
                heater.target
                  ? `/${formatDegrees(heater.target, hass)}`
                  : nothing
              }°
            </button>`,
        )}
    </div>`;
  }

  private readonly send = (file: File): void => {
    const id = this.config?.device_id;
    if (this.hass && id) void this.uploads.send(this.hass, id, file);
  };

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
      .way {
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .large {
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
      .heaters:has(> :nth-child(4):last-child) {
        grid-template-columns: repeat(2, 1fr);
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
window.customCards.push(
  offer(
    "factor-printer-card",
    "printer_card_name",
    "printer_card_description",
    { preview: true, getEntitySuggestion: suggestPrinter },
  ),
);
