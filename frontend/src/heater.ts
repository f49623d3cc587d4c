/** `<factor-heater>`: a heater's temperature, target, and the last hours of it. */

import { LitElement, css, html } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "./define";
import { formatDegrees } from "./format";
import { type HomeAssistant, showMoreInfo } from "./ha";
import { text } from "./localize";
import type { Heater } from "./printer";
import { buttons, texts } from "./styles";

const GRAPH = "hui-trend-graph-card-feature";
const HOURS = 1;

/** Home Assistant's own small graph, which asks for the history by itself. */
type Graph = HTMLElement & {
  hass: HomeAssistant;
  context: { entity_id: string };
  setConfig(config: object): void;
};

export function heaterName(
  hass: HomeAssistant,
  { kind, number }: Heater,
): string {
  return text(hass, number ? "hotend_n" : kind, { number });
}

@define("factor-heater")
export class HeaterElement extends LitElement {
  @property({ attribute: false }) hass!: HomeAssistant;
  @property({ attribute: false }) heater!: Heater;
  @state() private drawn: Graph | undefined;

  protected override render() {
    const { hass, heater } = this;
    const name = heaterName(hass, heater);
    const value = hass.formatEntityState(heater.temperature);
    const target = heater.target
      ? text(hass, "target", {
          target: formatDegrees(heater.target, hass) + "°",
        })
      : text(hass, "off");
    const hint = text(hass, heater.canSet ? "set_target" : "show_history", {
      heater: name,
      value,
      target,
    });
    return html`<button
      type="button"
      class=${heater.target ? "on" : ""}
      aria-label=${hint}
      title=${hint}
      @click=${() => showMoreInfo(this, heater.entityId)}
    >
      <div class="second">${name}</div>
      <div class="value numbers"><bdi>${value}</bdi></div>
      <div class="second numbers">
        ${heater.targetId || heater.target ? target : "\u00a0"}
      </div>
      <div class="graph">${this.drawn}</div>
    </button>`;
  }

  protected override firstUpdated(): void {
    void this.draw();
  }

  protected override updated(): void {
    if (this.drawn) this.drawn.hass = this.hass;
  }

  private async draw(): Promise<void> {
    await customElements.whenDefined(GRAPH);
    const graph = document.createElement(GRAPH) as Graph;
    graph.setConfig({
      type: "trend-graph",
      hours_to_show: HOURS,
      detail: false,
    });
    graph.context = { entity_id: this.heater.temperature.entity_id };
    graph.hass = this.hass;
    this.drawn = graph;
  }

  static override styles = [
    buttons,
    texts,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      button {
        display: block;
        box-sizing: border-box;
        position: relative;
        width: 100%;
        height: 100%;
        padding: 8px 12px;
        overflow: hidden;
        border-radius: var(--ha-border-radius-lg, 12px);
        background: color-mix(
          in srgb,
          var(--secondary-text-color) 8%,
          transparent
        );
      }
      .on {
        background: color-mix(
          in srgb,
          var(--deep-orange-color, #ff6f22) 14%,
          transparent
        );
      }
      .value {
        font-size: var(--ha-font-size-l, 16px);
        font-weight: var(--ha-font-weight-medium, 500);
        line-height: 1.4;
        white-space: nowrap;
      }
      .graph {
        height: 32px;
        margin: 4px -12px -8px;
        pointer-events: none;
        --feature-height: 32px;
        --feature-border-radius: 0;
        --feature-color: var(--secondary-text-color);
      }
      .on .graph {
        --feature-color: var(--deep-orange-color, #ff6f22);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "factor-heater": HeaterElement;
  }
}
