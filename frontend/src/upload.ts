/** Sends a file to a printer: to Home Assistant first, from there to the printer. */

import type { ReactiveControllerHost } from "lit";
import { type HomeAssistant, messageOf } from "./ha";
import { text } from "./localize";

/** What the plugin takes (`protocol/transfer.py`). */
export const EXTENSIONS = [".gcode", ".gco", ".g"];

export type UploadStep =
  | { at: "here"; file: string; percent: number }
  | { at: "there"; file: string }
  | { at: "done"; file: string }
  | { at: "failed"; text: string };

export function isGcode(name: string): boolean {
  return EXTENSIONS.some((extension) => name.toLowerCase().endsWith(extension));
}

/** The uploads of one card, one after the other; `step` is what to show of them. */
export class Uploads {
  step: UploadStep | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly host: ReactiveControllerHost) {}

  /** Send a file; what comes of it is shown, nothing is thrown. */
  send(hass: HomeAssistant, deviceId: string, file: File): Promise<void> {
    return (this.last = this.last.then(() => this.run(hass, deviceId, file)));
  }

  /** Show nothing more of what is over. */
  dismiss(): void {
    this.show(undefined);
  }

  private async run(
    hass: HomeAssistant,
    device_id: string,
    file: File,
  ): Promise<void> {
    const { name } = file;
    if (!isGcode(name)) {
      this.show({
        at: "failed",
        text: text(hass, "drop_no_gcode", { file: name }),
      });
      return;
    }
    try {
      this.show({ at: "here", file: name, percent: 0 });
      const id = await uploadToHomeAssistant(hass, file, (percent) =>
        this.show({ at: "here", file: name, percent }),
      );
      this.show({ at: "there", file: name });
      const data = { device_id, file: id };
      await hass.callService("factor", "upload_file", data, undefined, false);
      this.show({ at: "done", file: name });
    } catch (err) {
      this.show({
        at: "failed",
        text: text(hass, "upload_failed", {
          file: name,
          error: messageOf(err),
        }),
      });
    }
  }

  private show(step: UploadStep | undefined): void {
    this.step = step;
    this.host.requestUpdate();
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
