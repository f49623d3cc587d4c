/** The parts of Home Assistant's own frontend that the cards use. */

import type {
  HassConfig,
  HassEntities,
  HassEntity,
  HassServiceTarget,
} from "home-assistant-js-websocket";
import type { LitElement } from "lit";

export interface EntityEntry {
  entity_id: string;
  device_id?: string;
  labels: string[];
  platform?: string;
  translation_key?: string;
  name?: string | null;
}

export interface DeviceEntry {
  id: string;
  name: string | null;
  name_by_user: string | null;
  area_id: string | null;
  labels: string[];
}

/** How the user wants numbers, times and dates to be written. */
export interface Locale {
  language: string;
  number_format:
    | "language"
    | "system"
    | "comma_decimal"
    | "decimal_comma"
    | "space_comma"
    | "quote_decimal"
    | "none";
  time_format: "language" | "system" | "12" | "24";
  time_zone: "local" | "server";
}

export interface HomeAssistant {
  auth: {
    expired: boolean;
    accessToken: string;
    refreshAccessToken(): Promise<void>;
  };
  config: HassConfig;
  states: HassEntities;
  entities: Record<string, EntityEntry>;
  devices: Record<string, DeviceEntry>;
  language: string;
  locale: Locale;
  hassUrl(path: string): string;
  callService<Response = unknown>(
    domain: string,
    service: string,
    data?: object,
    target?: HassServiceTarget,
    notifyOnError?: boolean,
    returnResponse?: boolean,
  ): Promise<{ response?: Response }>;
  formatEntityState(state: HassEntity, value?: string): string;
  /** Load texts of an integration's backend in the user's language, to look them up by key. */
  loadBackendTranslation(
    category: "exceptions",
    integration: string,
  ): Promise<(key: string, values?: Record<string, string>) => string>;
}

export interface CardConfig {
  type: string;
  [option: string]: unknown;
}

/** A card as the dashboard handles it. */
export interface LovelaceCard extends HTMLElement {
  hass?: HomeAssistant;
  setConfig(config: CardConfig): void;
}

interface CardHelpers {
  showConfirmationDialog(
    element: HTMLElement,
    question: {
      title: string;
      text: string;
      confirmText: string;
      dismissText: string;
      destructive: boolean;
    },
  ): Promise<boolean>;
}

declare global {
  interface Window {
    loadCardHelpers(): Promise<CardHelpers>;
    customCards?: object[];
    customStrategies?: object[];
  }
}

/** Tell Home Assistant something that an element of it listens to. */
export function tell(element: EventTarget, type: string, detail: object): void {
  element.dispatchEvent(
    new CustomEvent(type, { detail, bubbles: true, composed: true }),
  );
}

/** Ask one of the integration's actions for its answer; its error is the caller's. */
export async function ask<Response>(
  hass: HomeAssistant,
  action: string,
  data: object,
): Promise<Response> {
  const answer = await hass.callService<Response>(
    "factor",
    action,
    data,
    undefined,
    false,
    true,
  );
  return answer.response!;
}

/** An error as Home Assistant's backend tells it. */
interface BackendError {
  message?: string;
  translation_domain?: string;
  translation_key?: string;
  translation_placeholders?: Record<string, string>;
}

/** What an error says: in the user's language, as far as it is translated. */
export async function messageOf(
  hass: HomeAssistant,
  err: unknown,
): Promise<string> {
  const told = (err ?? {}) as BackendError;
  const { translation_domain: domain, translation_key: key } = told;
  if (domain && key) {
    const localize = await hass.loadBackendTranslation("exceptions", domain);
    const translated = localize(
      `component.${domain}.exceptions.${key}.message`,
      told.translation_placeholders,
    );
    if (translated) return translated;
  }
  return told.message ?? String(err);
}

/** Open Home Assistant's own dialog about an entity. */
export function showMoreInfo(element: EventTarget, entityId: string): void {
  tell(element, "hass-more-info", { entityId });
}

/** Tell something wherever the user is now, as Home Assistant does. */
export function notify(message: string): void {
  const page = document.querySelector("home-assistant");
  if (page) tell(page, "hass-notification", { message });
}

/** Open a dialog of ours the way Home Assistant opens its own: "back" closes it. */
export function showDialog(
  element: EventTarget,
  dialogTag: string,
  dialogParams: object,
): void {
  tell(element, "show-dialog", {
    dialogTag,
    dialogImport: () => customElements.whenDefined(dialogTag),
    dialogParams,
  });
}

/** Go to another page of Home Assistant. */
export function navigate(path: string): void {
  history.pushState(null, "", path);
  tell(window, "location-changed", { replace: false });
}

/** Ask a question that is better asked; resolve to whether the answer is yes. */
export async function confirmed(
  element: LitElement,
  question: {
    title: string;
    text: string;
    yes: string;
    no: string;
    /** Whether yes can't be undone. */
    isGrave?: boolean;
  },
): Promise<boolean> {
  const helpers = await window.loadCardHelpers();
  return helpers.showConfirmationDialog(element, {
    title: question.title,
    text: question.text,
    confirmText: question.yes,
    dismissText: question.no,
    destructive: question.isGrave ?? false,
  });
}
