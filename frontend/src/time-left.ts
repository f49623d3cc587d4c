/** `<factor-time-left>`: how long it takes to a moment, counting down by itself. */

import { LitElement, html } from "lit";
import { property } from "lit/decorators.js";
import { define } from "./define";
import { formatDuration, secondsToNextText } from "./format";
import type { HomeAssistant } from "./ha";
import { text } from "./localize";

@define("factor-time-left")
export class TimeLeft extends LitElement {
  @property({ attribute: false }) hass!: HomeAssistant;
  @property({ attribute: false }) until!: Date;
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override render() {
    const seconds = (this.until.getTime() - Date.now()) / 1000;
    return html`${
      seconds > 0
        ? text(this.hass, "time_left", {
            duration: formatDuration(seconds, this.hass),
          })
        : text(this.hass, "any_moment")
    }`;
  }

  protected override updated(): void {
    clearTimeout(this.timer);
    const seconds = (this.until.getTime() - Date.now()) / 1000;
    if (seconds <= 0 || !this.isConnected) return;
    this.timer = setTimeout(
      () => this.requestUpdate(),
      secondsToNextText(seconds) * 1000,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "factor-time-left": TimeLeft;
  }
}
