/** `<factor-farm-card>`: all printers, those that need somebody first. */

import { LitElement, type PropertyValues, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { define } from "./define";
import {
  type FarmFilter,
  FarmReader,
  GROUPS,
  type Group,
  countsOf,
  groupOf,
  inOrder,
  matches,
} from "./farm";
import { farmForm, suggestFarm } from "./farm-form";
import "./farm-row";
import {
  type CardConfig,
  type HomeAssistant,
  type LovelaceCard,
  navigate,
} from "./ha";
import { text } from "./localize";
import { offer } from "./offer";
import type { Printer } from "./printer";
import { printersOf } from "./registry";
import { buttons } from "./styles";

/** What a few printers change in half a second is drawn at once. */
const DRAW_EACH_MS = 500;
const SEARCH_FROM = 9;
/** Where printers are added. */
const SETTINGS = "/config/integrations/integration/factor";

interface FarmCardConfig extends CardConfig, FarmFilter {
  title?: string;
  /** Whether the dashboard has a view for each printer. */
  views?: boolean;
}

@define("factor-farm-card")
export class FarmCard extends LitElement implements LovelaceCard {
  @property({ attribute: false }) hass?: HomeAssistant;
  @state() private config: FarmCardConfig | undefined;
  @state() private group: Group | undefined;
  @state() private search = "";
  private readonly reader = new FarmReader();
  private printers: Printer[] = [];
  private drawn = -Infinity;
  private focused: Element | null | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  static getConfigForm = farmForm;

  static getStubConfig(): Omit<FarmCardConfig, "type"> {
    return {};
  }

  setConfig(config: CardConfig): void {
    this.config = config;
  }

  getCardSize(): number {
    return 2 + this.printers.length;
  }

  getGridOptions() {
    return { columns: "full", min_columns: 6 };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Home Assistant changes a hundred times a second; this card is drawn twice. */
  protected override shouldUpdate(changed: PropertyValues): boolean {
    if (changed.size !== 1 || !changed.has("hass")) return true;
    if (this.timer) return false;
    if (this.read() === this.printers) return false;
    const wait = this.drawn + DRAW_EACH_MS - performance.now();
    if (wait <= 0 || !this.isConnected) return true;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.requestUpdate();
    }, wait);
    return false;
  }

  protected override willUpdate(): void {
    this.printers = this.read();
    this.drawn = performance.now();
    this.focused = this.shadowRoot?.activeElement;
  }

  /** A row that moves to another place would lose the focus. */
  protected override updated(): void {
    const { focused } = this;
    if (focused?.isConnected && this.shadowRoot?.activeElement !== focused) {
      (focused as HTMLElement).focus({ preventScroll: true });
    }
  }

  private read(): Printer[] {
    return this.hass ? this.reader.read(this.hass, this.config ?? {}) : [];
  }

  protected override render() {
    const { hass, printers } = this;
    if (!hass) return nothing;
    const found = printers.filter(
      (printer) =>
        (!this.group || groupOf(printer) === this.group) &&
        matches(printer, this.search),
    );
    return html`<ha-card>
      <div class="header">
        <h2>${this.config?.title ?? text(hass, "farm")}</h2>
        ${this.filters(hass)}
        ${
          printers.length < SEARCH_FROM && !this.search
            ? nothing
            : html`<ha-input-search
                appearance="outlined"
                .placeholder=${text(hass, "farm_search")}
                .value=${this.search}
                @input=${(event: Event & { target: HTMLInputElement }) => {
                  this.search = event.target.value;
                }}
              ></ha-input-search>`
        }
      </div>
      ${
        found.length
          ? html`<div class="rows">
              ${repeat(
                inOrder(found, hass.language),
                ({ id }) => id,
                (printer) =>
                  html`<factor-farm-row
                    .hass=${hass}
                    .printer=${printer}
                    .views=${this.config?.views ?? false}
                  ></factor-farm-row>`,
              )}
            </div>`
          : this.nobody(hass)
      }
    </ha-card>`;
  }

  private nobody(hass: HomeAssistant) {
    if (printersOf(hass).size) {
      return html`<p role="status">${text(hass, "farm_no_match")}</p>`;
    }
    return html`<p role="status">${text(hass, "farm_none")}</p>
      <p>
        <ha-button appearance="filled" @click=${() => navigate(SETTINGS)}>
          ${text(hass, "farm_add")}
        </ha-button>
      </p>`;
  }

  private filters(hass: HomeAssistant) {
    const counts = countsOf(this.printers);
    const shown = GROUPS.filter(
      (group) => counts[group] || this.group === group,
    );
    return html`<div
      class="filters"
      role="group"
      aria-label=${text(hass, "farm")}
    >
      ${repeat(
        shown,
        (group) => group,
        (group) => {
          const name = text(hass, `group_${group}`);
          return html`<button
            type="button"
            class=${group}
            aria-pressed=${this.group === group}
            title=${text(hass, "farm_filter", { group: name })}
            @click=${() => {
              this.group = this.group === group ? undefined : group;
            }}
          >
            <b>${counts[group]}</b> ${name}
          </button>`;
        },
      )}
    </div>`;
  }

  static override styles = [
    buttons,
    css`
      :host {
        display: block;
      }
      ha-card {
        height: 100%;
        container-type: inline-size;
      }
      .header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        padding: 12px 12px 0;
      }
      h2 {
        margin: 0;
        font-size: var(--ha-font-size-xl, 20px);
        font-weight: var(--ha-font-weight-normal, 400);
      }
      ha-input-search {
        flex: 1 1 200px;
        max-width: 400px;
      }
      .filters {
        display: flex;
        flex: 1 1 auto;
        flex-wrap: wrap;
        gap: 8px;
      }
      .filters button {
        --group-color: var(--secondary-text-color);
        min-height: 32px;
        padding: 0 12px;
        border-radius: 16px;
        font-variant-numeric: tabular-nums;
        background: color-mix(in srgb, var(--group-color) 14%, transparent);
      }
      .filters .attention {
        --group-color: var(--warning-color);
      }
      .filters .printing {
        --group-color: var(--primary-color);
      }
      .filters button[aria-pressed="true"] {
        background: color-mix(in srgb, var(--group-color) 40%, transparent);
      }
      .rows {
        display: grid;
        /* as many columns as fit, up to four */
        grid-template-columns: repeat(
          auto-fill,
          minmax(max(min(280px, 100%), (100% - 3 * 8px) / 4), 1fr)
        );
        gap: 8px;
        padding: 12px;
      }
      p {
        margin: 0;
        padding: 24px 12px;
        color: var(--secondary-text-color);
        text-align: center;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "factor-farm-card": FarmCard;
  }
}

window.customCards ??= [];
window.customCards.push(
  offer("factor-farm-card", "farm_card_name", "farm_card_description", {
    preview: true,
    getEntitySuggestion: suggestFarm,
  }),
);
