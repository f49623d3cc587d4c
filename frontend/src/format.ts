/** Times, durations, numbers and money as the user wants them written. */

import type { HomeAssistant, Locale } from "./ha";

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const SECONDS_BELOW_S = 2 * MINUTE_S;
const NUMBER_LANGUAGES: Record<string, string | undefined> = {
  comma_decimal: "en-US",
  decimal_comma: "de",
  space_comma: "fr",
  quote_decimal: "de-CH",
  none: "en-US",
};

function numberLanguage({
  number_format,
  language,
}: Locale): string | undefined {
  return number_format === "system"
    ? undefined
    : (NUMBER_LANGUAGES[number_format] ?? language);
}

export function formatNumber(
  value: number,
  { locale }: HomeAssistant,
  options: Intl.NumberFormatOptions = {},
): string {
  return new Intl.NumberFormat(numberLanguage(locale), {
    useGrouping: locale.number_format !== "none",
    ...options,
  }).format(value);
}

/** A duration of some seconds: "2h 5m"; seconds only when little is left. */
export function formatDuration(
  seconds: number,
  { locale }: HomeAssistant,
): string {
  const s = Math.max(0, Math.floor(seconds));
  const duration =
    s < SECONDS_BELOW_S
      ? { minutes: Math.floor(s / MINUTE_S), seconds: s % MINUTE_S }
      : {
          days: Math.floor(s / DAY_S),
          hours: Math.floor((s % DAY_S) / HOUR_S),
          minutes: Math.floor((s % HOUR_S) / MINUTE_S),
        };
  const text = new Intl.DurationFormat(locale.language, {
    style: "narrow",
  }).format(duration);
  return (
    text ||
    new Intl.DurationFormat(locale.language, {
      style: "narrow",
      secondsDisplay: "always",
    }).format({ seconds: 0 })
  );
}

/** Seconds until the text of a duration that runs out becomes another one. */
export function secondsToNextText(seconds: number): number {
  if (seconds <= SECONDS_BELOW_S) return 1;
  return (seconds % MINUTE_S) + 0.05;
}

function timeOptions({ locale, config }: HomeAssistant): {
  language: string | undefined;
  options: Intl.DateTimeFormatOptions;
} {
  const { time_format: format, time_zone: zone } = locale;
  const options: Intl.DateTimeFormatOptions = {};
  if (zone === "server") options.timeZone = config.time_zone;
  if (format === "12") options.hourCycle = "h12";
  if (format === "24") options.hourCycle = "h23";
  return {
    language: format === "system" ? undefined : locale.language,
    options,
  };
}

/** A moment as a clock time; with the day if it is not today. */
export function formatClock(
  date: Date,
  hass: HomeAssistant,
  now = new Date(),
): string {
  const { language, options } = timeOptions(hass);
  const day = new Intl.DateTimeFormat("en", {
    dateStyle: "short",
    ...(options.timeZone && { timeZone: options.timeZone }),
  });
  const apart_s = Math.abs(date.getTime() - now.getTime()) / 1000;
  const today = day.format(date) === day.format(now);
  return new Intl.DateTimeFormat(language, {
    hour: "numeric",
    minute: "2-digit",
    ...(!today && apart_s < 6 * DAY_S && { weekday: "short" }),
    ...(apart_s >= 6 * DAY_S && { month: "short", day: "numeric" }),
    ...options,
  }).format(date);
}

export function formatCost(
  cost: number,
  currency: string,
  hass: HomeAssistant,
): string {
  return formatNumber(cost, hass, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
}

/** A file's size. */
export function formatSize(bytes: number, hass: HomeAssistant): string {
  const [unit, size] =
    bytes < 1e6 ? (["kilobyte", 1e3] as const) : (["megabyte", 1e6] as const);
  return formatNumber(bytes / size, hass, {
    style: "unit",
    unit,
    maximumFractionDigits: bytes < 1e6 ? 0 : 1,
  });
}

/** A percentage, rounded down: what is at 99.9 % is not done. */
export function formatPercent(percent: number, hass: HomeAssistant): string {
  return formatNumber(Math.floor(percent) / 100, hass, { style: "percent" });
}

/** Degrees without a unit, as beside a target. */
export function formatDegrees(value: number, hass: HomeAssistant): string {
  return formatNumber(value, hass, { maximumFractionDigits: 0 });
}
