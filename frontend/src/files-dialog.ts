/** `<factor-files-dialog>`: the printer's files, to search and to print one. */

import { LitElement, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { define } from "./define";
import { formatClock, formatDuration, formatSize } from "./format";
import { type HomeAssistant, ask, confirmed, messageOf, tell } from "./ha";
import { text } from "./localize";
import type { Printer } from "./printer";
import { hasWords } from "./search";
import { buttons, texts } from "./styles";
import { EXTENSIONS } from "./upload";

/** A file as the action `factor.list_files` tells it. */
interface PrinterFile {
  name: string;
  path: string;
  display: string | null;
  origin: "local" | "sdcard";
  size: number | null;
  date: number | null;
  is_folder: boolean;
  estimated_print_time_s: number | null;
}

interface Params {
  printer: Printer;
  send: (file: File) => void;
  /** What has the focus afterwards if the button that opened it is gone. */
  opener: HTMLElement;
}

@define("factor-files-dialog")
export class FilesDialog extends LitElement {
  @property({ attribute: false }) hass!: HomeAssistant;
  // Not `params`: by that name Home Assistant takes it for a dialog of its newer kind, and
  // the next time makes another one, without `hass`.
  @state() private asked: Params | undefined;
  @state() private open = false;
  @state() private files: PrinterFile[] | undefined;
  @state() private error = "";
  @state() private search = "";
  @state() private starting: PrinterFile | undefined;
  private hasFolders = false;

  /** Called by Home Assistant. */
  async showDialog(params: Params): Promise<void> {
    this.asked = params;
    this.files = undefined;
    this.search = this.error = "";
    this.open = true;
    try {
      const answer = await ask<{ files: PrinterFile[] }>(
        this.hass,
        "list_files",
        { device_id: params.printer.id },
      );
      this.hasFolders = answer.files.some((file) => file.is_folder);
      // what is in a folder can't be printed from here
      this.files = answer.files
        .filter((file) => !file.is_folder && file.path === file.name)
        .sort((one, other) => (other.date ?? 0) - (one.date ?? 0));
    } catch (err) {
      this.error = await messageOf(this.hass, err);
    }
  }

  /** Called by Home Assistant, when its user goes back for example. */
  closeDialog(): boolean {
    this.open = false;
    return true;
  }

  private closed(): void {
    const opener = this.asked?.opener;
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) opener?.focus();
    });
    this.open = false;
    this.asked = undefined;
    tell(this, "dialog-closed", { dialog: this.localName });
  }

  protected override render() {
    if (!this.asked) return nothing;
    const { hass } = this;
    const { printer } = this.asked;
    return html`<ha-dialog
      .open=${this.open}
      .headerTitle=${text(hass, "files_title", { printer: printer.name })}
      @closed=${this.closed}
    >
      <div class="tools">
        <ha-input-search
          appearance="outlined"
          .placeholder=${text(hass, "files_search")}
          .value=${this.search}
          @input=${(event: Event & { target: HTMLInputElement }) => {
            this.search = event.target.value;
          }}
        ></ha-input-search>
        <ha-button appearance="filled" @click=${this.pick}>
          <ha-icon slot="start" icon="mdi:upload"></ha-icon>
          ${text(hass, "files_upload")}
        </ha-button>
        <input
          type="file"
          hidden
          accept=${EXTENSIONS.join(",")}
          @change=${this.picked}
        />
      </div>
      <div class="found" aria-live="polite">
        ${
          this.error
            ? html`<ha-alert alert-type="error">${this.error}</ha-alert>`
            : nothing
        }
        ${this.renderFiles()}
      </div>
    </ha-dialog>`;
  }

  private renderFiles() {
    const { hass, files, search } = this;
    if (!files) {
      return this.error
        ? nothing
        : html`<div class="center"><ha-spinner></ha-spinner></div>`;
    }
    const found = files.filter((file) => hasWords(nameOf(file), search));
    if (!found.length) {
      return html`<p class="center">
        ${
          files.length
            ? text(hass, "files_no_match", { search })
            : text(hass, "files_none")
        }
      </p>`;
    }
    return html`<ul>
        ${repeat(found, (file) => `${file.origin}/${file.name}`, this.renderFile)}
      </ul>
      ${
        this.hasFolders
          ? html`<p class="second">${text(hass, "files_in_folders")}</p>`
          : nothing
      }`;
  }

  private readonly renderFile = (file: PrinterFile) => {
    const { hass } = this;
    const facts = [
      file.origin === "sdcard" && text(hass, "files_sd"),
      file.date && formatClock(new Date(file.date * 1000), hass),
      file.size && formatSize(file.size, hass),
      file.estimated_print_time_s &&
        formatDuration(file.estimated_print_time_s, hass),
    ].filter(Boolean);
    // not `disabled`: the focus would be lost
    const isOff = this.starting !== undefined;
    return html`<li>
      <button
        type="button"
        aria-busy=${this.starting === file}
        aria-disabled=${isOff}
        @click=${() => isOff || this.print(file)}
      >
        ${
          this.starting === file
            ? html`<ha-spinner size="small"></ha-spinner>`
            : html`<ha-icon icon="mdi:file-document-outline"></ha-icon>`
        }
        <span>
          <span class="name">${nameOf(file)}</span>
          <span class="second numbers">${facts.join(" · ")}</span>
        </span>
        <ha-icon icon="mdi:play"></ha-icon>
      </button>
    </li>`;
  };

  private async print(file: PrinterFile): Promise<void> {
    const { hass, asked } = this;
    if (!asked) return;
    const yes = await confirmed(this, {
      title: text(hass, "files_start_title"),
      text: text(hass, "files_start_text", {
        printer: asked.printer.name,
        file: nameOf(file),
      }),
      yes: text(hass, "print"),
      no: text(hass, "files_start_no"),
    });
    if (!yes) return;
    this.starting = file;
    this.error = "";
    try {
      await hass.callService(
        "factor",
        "print_file",
        {
          device_id: asked.printer.id,
          filename: file.name,
          origin: file.origin === "sdcard" ? "sd" : "local",
        },
        undefined,
        false,
      );
      this.closeDialog();
    } catch (err) {
      this.error = await messageOf(this.hass, err);
    } finally {
      this.starting = undefined;
    }
  }

  private pick(): void {
    this.renderRoot.querySelector("input")?.click();
  }

  private picked(event: Event & { target: HTMLInputElement }): void {
    const [file] = event.target.files ?? [];
    if (!file) return;
    this.asked?.send(file);
    this.closeDialog();
  }

  static override styles = [
    buttons,
    texts,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding: 4px 0 8px;
      }
      /* the search stays where it is while fewer are found */
      .found {
        min-height: min(336px, 50vh);
      }
      ha-input-search {
        flex: 1 1 200px;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li button {
        display: flex;
        align-items: center;
        gap: 16px;
        box-sizing: border-box;
        width: 100%;
        min-height: 56px;
        padding: 8px;
        border-radius: var(--ha-border-radius-md, 8px);
        color: var(--primary-text-color);
      }
      li button:hover:not([aria-disabled="true"]) {
        background: color-mix(
          in srgb,
          var(--secondary-text-color) 10%,
          transparent
        );
      }
      li span {
        flex: 1;
        display: block;
        min-width: 0;
      }
      li button[aria-disabled="true"]:not([aria-busy="true"]) {
        opacity: 0.5;
      }
      li ha-spinner {
        --ha-spinner-size: 24px;
      }
      ha-icon {
        flex: none;
        color: var(--secondary-text-color);
      }
      p.second {
        white-space: normal;
      }
      .center {
        display: flex;
        justify-content: center;
        padding: 24px;
        text-align: center;
      }
    `,
  ];
}

function nameOf(file: PrinterFile): string {
  return file.display ?? file.name;
}

declare global {
  interface HTMLElementTagNameMap {
    "factor-files-dialog": FilesDialog;
  }
}
