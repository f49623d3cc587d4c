/** `<factor-printer-dialog>`: a printer's whole card, from a line about it. */

import { LitElement, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "./define";
import { type HomeAssistant, tell } from "./ha";
import "./printer-card";
import { PrinterCard } from "./printer-card";
import { printersOf } from "./registry";

interface Params {
  deviceId: string;
}

@define("factor-printer-dialog")
export class PrinterDialog extends LitElement {
  @property({ attribute: false }) hass!: HomeAssistant;
  @state() private name: string | undefined;
  @state() private open = false;
  private card: PrinterCard | undefined;

  /** Called by Home Assistant. */
  showDialog({ deviceId }: Params): void {
    this.card = document.createElement("factor-printer-card");
    this.card.setConfig({
      type: "custom:factor-printer-card",
      device_id: deviceId,
    });
    this.name = printersOf(this.hass).get(deviceId)?.name;
    this.open = true;
  }

  /** Called by Home Assistant, when its user goes back for example. */
  closeDialog(): boolean {
    this.open = false;
    return true;
  }

  private closed(): void {
    this.open = false;
    this.card = this.name = undefined;
    tell(this, "dialog-closed", { dialog: this.localName });
  }

  protected override render() {
    if (!this.card) return nothing;
    this.card.hass = this.hass;
    return html`<ha-dialog
      .open=${this.open}
      .headerTitle=${this.name ?? ""}
      @closed=${this.closed}
    >
      ${this.card}
    </ha-dialog>`;
  }

  static override styles = css`
    ha-dialog {
      --dialog-content-padding: 0;
    }
    factor-printer-card {
      --ha-card-border-width: 0;
      --ha-card-box-shadow: none;
      --ha-card-background: transparent;
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "factor-printer-dialog": PrinterDialog;
  }
}
