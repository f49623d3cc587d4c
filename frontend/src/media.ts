/** What there is to see of a printer: its camera, else a picture of its print. */

import { html, nothing } from "lit";
import type { HassEntity } from "home-assistant-js-websocket";
import type { HomeAssistant } from "./ha";
import { FACE_ICONS } from "./icons";
import { type Printer, known, usable } from "./printer";

const CAMERA_ON_OFF = 1;

/**
 * The camera, if it shows something now.
 *
 * The plugin's has to be on; a webcam that the user named can't be turned off.
 */
export function cameraOf(
  hass: HomeAssistant,
  printer: Printer,
): string | undefined {
  const camera = usable(hass, printer.entities, "camera.camera");
  if (!camera) return undefined;
  const features = Number(camera.attributes.supported_features ?? 0);
  const isWebcam = !(features & CAMERA_ON_OFF);
  return isWebcam || camera.state === "streaming"
    ? camera.entity_id
    : undefined;
}

/** The plugin's camera, if it can be started or stopped now. */
export function switchedCamera(
  hass: HomeAssistant,
  printer: Printer,
): HassEntity | undefined {
  const camera = usable(hass, printer.entities, "camera.camera");
  const { supported_features, last_error, started_at } =
    camera?.attributes ?? {};
  const canSwitch = Number(supported_features ?? 0) & CAMERA_ON_OFF;
  // the plugin tells that it has no camera only to who has tried
  const isNone = last_error && !started_at;
  return canSwitch && !isNone ? camera : undefined;
}

/** The address of an image entity's picture; another one when it is another picture. */
export function pictureOf(
  hass: HomeAssistant,
  printer: Printer,
  key: "preview" | "snapshot",
): string | undefined {
  const image = known(hass, printer.entities, `image.${key}`);
  const address = image?.attributes.entity_picture as string | undefined;
  return image && address
    ? hass.hassUrl(`${address}&state=${encodeURIComponent(image.state)}`)
    : undefined;
}

/** A printer's icon, or the picture of what it prints. */
export function renderIcon({ face, hasJob }: Printer, picture?: string) {
  return html`<ha-tile-icon
    .icon=${FACE_ICONS[face]}
    .imageUrl=${hasJob ? picture : undefined}
  ></ha-tile-icon>`;
}

export function renderMedia(hass: HomeAssistant, printer: Printer) {
  const camera = cameraOf(hass, printer);
  if (camera) {
    return html`<hui-image
      class="media"
      .hass=${hass}
      .cameraImage=${camera}
      .entity=${camera}
      .cameraView=${"live"}
      .aspectRatio=${"16:9"}
      .fitMode=${"cover"}
    ></hui-image>`;
  }
  const snapshot = pictureOf(hass, printer, "snapshot");
  if (snapshot) {
    return html`<img class="media" src=${snapshot} alt=${printer.name} />`;
  }
  const preview = pictureOf(hass, printer, "preview");
  if (preview && printer.hasJob) {
    return html`<img
      class="media preview"
      src=${preview}
      alt=${printer.file ?? printer.name}
    />`;
  }
  return nothing;
}
