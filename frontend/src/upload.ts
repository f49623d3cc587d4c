/** Sends files to a printer: to Home Assistant first, from there to the printer. */

import { type HomeAssistant, messageOf, notify } from "./ha";
import { text } from "./localize";

/** What the plugin takes (`protocol/transfer.py`). */
export const EXTENSIONS = [".gcode", ".gco", ".g"];

/** A file on its way to Home Assistant (`here`), or from it to the printer. */
export interface Upload {
  file: string;
  at: "here" | "there";
  /** Of the way to Home Assistant; the printer's sensor tells the other. */
  percent: number;
}

interface Host {
  requestUpdate(): void;
  /** Whether what comes of an upload can be seen there. */
  readonly showsUploads: boolean;
}

export function isGcode(name: string): boolean {
  return EXTENSIONS.some((extension) => name.toLowerCase().endsWith(extension));
}

/** The uploads of one card, one after the other, and what came of them. */
export class Uploads {
  running: Upload | undefined;
  /** How many wait for it. */
  waiting = 0;
  /** The files that the printer has got. */
  done: string[] = [];
  /** What was said of the others. */
  failures: string[] = [];
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly host: Host) {}

  /** Send a file; what comes of it is shown, nothing is thrown. */
  send(hass: HomeAssistant, deviceId: string, file: File): Promise<void> {
    if (!this.running && !this.waiting) this.done = this.failures = [];
    if (!isGcode(file.name)) {
      this.fail(text(hass, "drop_no_gcode", { file: file.name }));
      return Promise.resolve();
    }
    this.waiting += 1;
    this.host.requestUpdate();
    return (this.last = this.last.then(() => this.run(hass, deviceId, file)));
  }

  /** Show no more which files the printer has got. */
  dismissDone(): void {
    this.done = [];
    this.host.requestUpdate();
  }

  /** Show a failure no more. */
  dismiss(failure: string): void {
    this.failures = this.failures.filter((each) => each !== failure);
    this.host.requestUpdate();
  }

  private async run(
    hass: HomeAssistant,
    device_id: string,
    file: File,
  ): Promise<void> {
    const { name } = file;
    this.waiting -= 1;
    try {
      this.show({ at: "here", file: name, percent: 0 });
      const id = await uploadToHomeAssistant(hass, file, (percent) =>
        this.show({ at: "here", file: name, percent }),
      );
      this.show({ at: "there", file: name, percent: 0 });
      const data = { device_id, file: id };
      await hass.callService("factor", "upload_file", data, undefined, false);
      this.done = [...this.done, name];
      this.tell(text(hass, "uploaded", { file: name }));
    } catch (err) {
      const error = await messageOf(hass, err);
      this.fail(
        error.includes(name)
          ? error
          : text(hass, "upload_failed", { file: name, error }),
      );
    } finally {
      this.show(undefined);
    }
  }

  private show(upload: Upload | undefined): void {
    this.running = upload;
    this.host.requestUpdate();
  }

  private fail(failure: string): void {
    this.failures = [...this.failures, failure];
    this.host.requestUpdate();
    this.tell(failure);
  }

  /** Somebody who looks at something else by now has to know, too. */
  private tell(message: string): void {
    if (!this.host.showsUploads) notify(message);
  }
}

/**
 * Upload a file to Home Assistant's own `/api/file_upload`; resolve to its id there.
 *
 * Not by `hass.fetchWithAuth`: `fetch` does not tell how far it is.
 */
async function uploadToHomeAssistant(
  hass: HomeAssistant,
  file: File,
  onProgress: (percent: number) => void,
): Promise<string> {
  if (hass.auth.expired) await hass.auth.refreshAccessToken();
  const body = new FormData();
  body.append("file", file);
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress((100 * loaded) / total);
    request.onload = () => {
      if (request.status === 200) {
        const answer = JSON.parse(request.responseText) as { file_id: string };
        resolve(answer.file_id);
      } else {
        fail();
      }
    };
    const fail = () => {
      const status = request.status || "–";
      reject(new Error(text(hass, "upload_failed_here", { status })));
    };
    request.onerror = fail;
    request.onabort = fail;
    request.open("POST", hass.hassUrl("/api/file_upload"));
    request.setRequestHeader(
      "Authorization",
      `Bearer ${hass.auth.accessToken}`,
    );
    request.send(body);
  });
}
