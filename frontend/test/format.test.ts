import { describe, expect, it } from "vitest";
import {
  formatClock,
  formatCost,
  formatDuration,
  formatNumber,
  formatPercent,
  formatSize,
  secondsToNextText,
} from "../src/format";
import type { HomeAssistant, Locale } from "../src/ha";
import { home } from "./home";

function user(locale: Partial<Locale>): HomeAssistant {
  const hass = home();
  return { ...hass, locale: { ...hass.locale, ...locale } };
}

const plain = (text: string) =>
  text.replace(/[\u00a0\u202f]/g, " ").replace("’", "'");

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [59.4, "59s"],
    [90, "1m 30s"],
    [125, "2m"],
    [3600, "1h"],
    [5025, "1h 23m"],
    [90_000, "1d 1h"],
    [-5, "0s"],
  ])("%d s", (seconds, text) => {
    expect(formatDuration(seconds, home())).toBe(text);
  });

  it("is in the user's language", () => {
    expect(formatDuration(5025, user({ language: "ko" }))).toBe("1시간 23분");
  });
});

describe("secondsToNextText", () => {
  it.each([30, 119, 150, 3601, 7199])("%d s left", (left) => {
    const wait = secondsToNextText(left);
    expect(wait).toBeLessThanOrEqual(61);
    const text = (seconds: number) => formatDuration(seconds, home());
    expect(text(left - wait)).not.toBe(text(left));
  });
});

describe("formatClock", () => {
  const now = new Date("2026-11-26T03:00:00Z"); // noon in Seoul
  const at = (time: string, locale: Partial<Locale> = {}) =>
    plain(formatClock(new Date(time), user(locale), now));

  it("follows the user's format", () => {
    expect(at("2026-11-26T05:32:00Z")).toBe("14:32");
    expect(at("2026-11-26T05:32:00Z", { time_format: "12" })).toBe("2:32 PM");
  });

  it("is in the time zone of Home Assistant if the user wants that", () => {
    const local = new Intl.DateTimeFormat("en", {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }).format(new Date("2026-11-26T05:32:00Z"));
    expect(at("2026-11-26T05:32:00Z", { time_zone: "local" })).toBe(local);
  });

  it("says the day if it is not today", () => {
    expect(at("2026-11-26T15:05:00Z")).toBe("Fri 00:05");
    expect(at("2026-11-26T14:55:00Z")).toBe("23:55");
    expect(at("2026-12-24T03:00:00Z")).toBe("Dec 24, 12:00");
  });
});

describe("numbers", () => {
  it.each([
    ["comma_decimal", "1,234.5"],
    ["decimal_comma", "1.234,5"],
    ["space_comma", "1 234,5"],
    ["quote_decimal", "1'234.5"],
    ["none", "1234.5"],
  ] as const)("%s", (number_format, text) => {
    expect(plain(formatNumber(1234.5, user({ number_format })))).toBe(text);
  });

  it("rounds a percentage down: 99.9 % is not done", () => {
    expect(formatPercent(99.9, home())).toBe("99%");
    expect(formatPercent(100, home())).toBe("100%");
  });

  it("writes money and sizes", () => {
    expect(formatCost(1.5, "EUR", home())).toBe("€1.50");
    expect(formatCost(1200, "KRW", home())).toBe("₩1,200");
    expect(formatSize(1_840_000, home())).toBe("1.8 MB");
    expect(formatSize(72_000, home())).toBe("72 kB");
  });
});
