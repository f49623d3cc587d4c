/** Icons by what they stand for; Home Assistant draws them. */

import type { Face } from "./printer";

export const FACE_ICONS: Record<Face, string> = {
  away: "mdi:cloud-off-outline",
  lost: "mdi:lan-disconnect",
  silent: "mdi:printer-3d-off",
  disconnected: "mdi:power-plug-off-outline",
  connecting: "mdi:connection",
  error: "mdi:alert-circle-outline",
  paused: "mdi:pause-circle-outline",
  working: "mdi:printer-3d-nozzle",
  transferring: "mdi:file-upload-outline",
  finished: "mdi:check-circle-outline",
  idle: "mdi:printer-3d",
};

export const OUTCOME_ICONS: Record<string, string> = {
  finished: "mdi:check-circle-outline",
  cancelled: "mdi:cancel",
  failed: "mdi:close-circle-outline",
  unknown: "mdi:help-circle-outline",
};
