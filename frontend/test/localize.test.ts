import { describe, expect, it } from "vitest";
import { text } from "../src/localize";
import en from "../src/translations/en.json";
import ko from "../src/translations/ko.json";

describe("text", () => {
  it("is in the user's language, else in English", () => {
    expect(text({ language: "ko" }, "pause")).toBe("일시정지");
    expect(text({ language: "en-GB" }, "pause")).toBe("Pause");
    expect(text({ language: "xx" }, "pause")).toBe("Pause");
  });

  it("takes values", () => {
    expect(text({ language: "en" }, "hotend_n", { number: 2 })).toBe(
      "Hotend 2",
    );
  });
});

describe("Korean", () => {
  it("has all texts, in the same order, with the same values", () => {
    expect(Object.keys(ko)).toEqual(Object.keys(en));
    const values = (texts: Record<string, string>) =>
      Object.values(texts).map((each) => (each.match(/\{\w+\}/g) ?? []).sort());
    expect(values(ko)).toEqual(values(en));
  });
});

describe("texts", () => {
  it("are all used", () => {
    const sources = import.meta.glob("../src/*.ts", {
      query: "?raw",
      import: "default",
      eager: true,
    });
    const source = Object.values(sources).join("\n");
    // the ends of keys that are put together
    const made = /^(option|layout|outcome|uploading|group|section)_/;
    const unused = Object.keys(en).filter(
      (key) => !source.includes(`"${key}"`) && !made.test(key),
    );
    expect(unused).toEqual(
      ["set_target", "show_history"].filter((key) => !source.includes(key)),
    );
  });
});
