/** `<factor-actions>`: what can be done with a printer now, and nothing else. */

import { LitElement, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { define } from "./define";
import { formatPercent } from "./format";
import { type HomeAssistant, confirmed, showDialog, showMoreInfo } from "./ha";
import { type TextKey, text } from "./localize";
import { switchedCamera } from "./media";
import { Moment } from "./moment";
import { type Printer, usable } from "./printer";
import { buttons } from "./styles";

/** How long no button can be pressed after others came or went: a finger is slow. */
const SETTLE_MS = 600;
/** How long a button stays where it was pressed, though there is no more use for it. */
const STAY_MS = 3000;

interface Action {
  key: TextKey;
  icon: string;
  /** Whether it makes a sound choice red. */
  isGrave?: boolean;
  /** Whether it is on, of what can be turned on and off. */
  isOn?: boolean;
  /** Whether it keeps its place, but can't be done now. */
  isOff?: boolean;
  run(): Promise<unknown> | void;
}

@define("factor-actions")
export class Actions extends LitElement {
  @property({ attribute: false }) hass!: HomeAssistant;
  @property({ attribute: false }) printer!: Printer;
  /** A light or switch of the user's choice. */
  @property({ attribute: false }) light: string | undefined;
  /** Called with a file that the user wants on the printer. */
  @property({ attribute: false }) send!: (file: File) => void;
  /** Icons without words. */
  @property({ type: Boolean, reflect: true }) small = false;
  @state() private busy: TextKey | undefined;
  private actions: Action[] = [];
  private focused: Element | null = null;
  /** Others came or went. */
  private readonly moved = new Moment(this, SETTLE_MS);
  private readonly heatersWentOff = new Moment(this, STAY_MS);

  /** Give the focus to the first of the buttons. */
  override focus(): void {
    this.renderRoot.querySelector("button")?.focus();
  }

  protected override willUpdate(): void {
    const slots = (actions: Action[]) =>
      actions.map(({ key }) => slotOf(key)).join();
    const before = slots(this.actions);
    this.actions = this.possible();
    if (this.hasUpdated && slots(this.actions) !== before) this.moved.begin();
    this.focused = this.shadowRoot?.activeElement ?? null;
  }

  /** The button that had the focus may be gone. */
  protected override updated(): void {
    if (this.focused && !this.focused.isConnected) this.focus();
  }

  protected override render() {
    const { actions } = this;
    this.hidden = !actions.length;
    return html`<div role="group" aria-label=${this.printer.name}>
      ${repeat(actions, ({ key }) => slotOf(key), this.button)}
    </div>`;
  }

  private readonly button = ({
    key,
    icon,
    isGrave,
    isOn,
    isOff,
    run,
  }: Action) => {
    const label = text(this.hass, key);
    const busy = this.busy === key;
    // not `disabled`: the focus would be lost
    const off = isOff || this.busy !== undefined || this.moved.isNow;
    return html`<button
      type="button"
      class=${isGrave ? "grave" : ""}
      title=${label}
      aria-label=${label}
      aria-busy=${busy}
      aria-pressed=${isOn ?? nothing}
      aria-disabled=${off}
      @click=${() => off || this.start(key, run)}
    >
      ${
        busy
          ? html`<ha-spinner size="tiny"></ha-spinner>`
          : html`<ha-icon .icon=${icon}></ha-icon>`
      }
      <span>${label}</span>
    </button>`;
  };

  private async start(key: TextKey, run: Action["run"]): Promise<void> {
    this.busy = key;
    try {
      await run();
    } catch {
      // Home Assistant has shown the error, in the user's language.
    } finally {
      this.busy = undefined;
    }
  }

  private possible(): Action[] {
    const { hass, printer } = this;
    const can = (key: string) => usable(hass, printer.entities, key);
    const press = (key: TextKey, icon: string): Action | undefined => {
      const button = can(`button.${key}`);
      return button && { key, icon, run: () => this.press(button.entity_id) };
    };
    const ready = printer.face === "idle" || printer.face === "finished";
    const on = printer.heaters.filter(
      (heater) => heater.canSet && heater.target,
    );
    const fan = can("fan.fan");
    const light =
      this.light ??
      printer.entities.idOf("light") ??
      printer.entities.idOf("switch");
    const camera = switchedCamera(hass, printer);
    const isFilming = camera?.state === "streaming";
    const isLit = light !== undefined && hass.states[light]?.state === "on";
    const cancel = press("cancel", "mdi:stop");
    // while it pauses neither is possible: else the next one would slide under the finger
    const waits = printer.face === "working" || printer.face === "paused";
    const pause =
      press("pause", "mdi:pause") ??
      press("resume", "mdi:play") ??
      (waits && {
        key: "pause" as const,
        icon: "mdi:pause",
        isOff: true,
        run: () => {},
      });
    const actions: (Action | false | undefined | "")[] = [
      pause,
      cancel && { ...cancel, isGrave: true, run: () => this.cancel(cancel) },
      ready &&
        printer.takesFiles && {
          key: "print_file",
          icon: "mdi:file-document-outline",
          run: () => this.chooseFile(),
        },
      (on.length > 0 || this.heatersWentOff.isNow) &&
        (ready || printer.face === "paused") && {
          key: "heaters_off",
          icon: "mdi:radiator-off",
          isOff: !on.length,
          run: () => this.turnHeatersOff(on.map((heater) => heater.targetId!)),
        },
      press("home", "mdi:home-import-outline"),
      light &&
        hass.states[light] && {
          key: "light",
          icon: isLit ? "mdi:lightbulb-on" : "mdi:lightbulb-outline",
          isOn: isLit,
          run: () =>
            hass.callService(
              "homeassistant",
              "toggle",
              {},
              { entity_id: light },
            ),
        },
      fan && {
        key: "fan",
        icon: "mdi:fan",
        isOn: fan.state === "on",
        run: () => showMoreInfo(this, fan.entity_id),
      },
      camera &&
        !this.small && {
          key: "camera",
          icon: isFilming ? "mdi:video" : "mdi:video-off-outline",
          isOn: isFilming,
          run: () =>
            hass.callService(
              "camera",
              isFilming ? "turn_off" : "turn_on",
              {},
              { entity_id: camera.entity_id },
            ),
        },
    ];
    return actions.filter((action) => !!action);
  }

  private press(entity_id: string): Promise<unknown> {
    return this.hass.callService("button", "press", {}, { entity_id });
  }

  private async cancel(cancel: Action): Promise<void> {
    const { hass, printer } = this;
    const yes = await confirmed(this, {
      title: text(hass, "cancel_title"),
      text: text(hass, "cancel_text", {
        printer: printer.name,
        file: printer.file ?? "",
        progress: formatPercent(printer.progress ?? 0, hass),
      }),
      yes: text(hass, "cancel_yes"),
      no: text(hass, "cancel_no"),
      isGrave: true,
    });
    if (yes) await cancel.run();
  }

  private async turnHeatersOff(entity_id: string[]): Promise<void> {
    const { hass, printer } = this;
    const sure =
      printer.face !== "paused" ||
      (await confirmed(this, {
        title: text(hass, "heaters_off_title"),
        text: text(hass, "heaters_off_text", { printer: printer.name }),
        yes: text(hass, "heaters_off"),
        no: text(hass, "heaters_off_no"),
      }));
    if (!sure) return;
    this.heatersWentOff.begin();
    await hass.callService("number", "set_value", { value: 0 }, { entity_id });
  }

  private chooseFile(): void {
    showDialog(this, "factor-files-dialog", {
      printer: this.printer,
      send: this.send,
      opener: this,
    });
  }

  static override styles = [
    buttons,
    css`
      :host([hidden]) {
        display: none;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      button {
        display: flex;
        flex: 1 1 auto;
        align-items: center;
        justify-content: center;
        gap: 8px;
        min-height: 40px;
        padding: 0 12px;
        border-radius: var(--ha-border-radius-lg, 12px);
        background: color-mix(
          in srgb,
          var(--secondary-text-color) 12%,
          transparent
        );
        white-space: nowrap;
        --mdc-icon-size: 20px;
        --ha-spinner-size: 20px;
      }
      /* two and two instead of three and one */
      @container (max-width: 400px) {
        :host(:not([small])) div:has(> :nth-child(4):last-child) button {
          flex-basis: 40%;
        }
      }
      button:hover:not([aria-disabled="true"]) {
        background: color-mix(
          in srgb,
          var(--secondary-text-color) 20%,
          transparent
        );
      }
      button[aria-pressed="true"] {
        background: color-mix(in srgb, var(--primary-color) 24%, transparent);
      }
      button[aria-disabled="true"]:not([aria-busy="true"]) {
        opacity: 0.5;
      }
      .grave {
        /* on grey the error's colour alone can't be read well */
        color: color-mix(
          in srgb,
          var(--error-color) 75%,
          var(--primary-text-color)
        );
      }
      :host([small]) span {
        position: absolute;
        clip-path: inset(50%);
        width: 1px;
        height: 1px;
        overflow: hidden;
      }
      :host([small]) button {
        position: relative;
        min-width: 40px;
        padding: 0;
      }
    `,
  ];
}

/** Pause and resume take each other's place: a finger or the focus stays on it. */
function slotOf(key: TextKey): TextKey {
  return key === "resume" ? "pause" : key;
}

declare global {
  interface HTMLElementTagNameMap {
    "factor-actions": Actions;
  }
}
