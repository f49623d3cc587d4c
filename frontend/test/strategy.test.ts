import { describe, expect, it } from "vitest";
import type { HomeAssistant } from "../src/ha";
import { FactorDashboard } from "../src/strategy";
import { farm, withStates } from "./home";

const named = (count: number) =>
  farm(
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`p${index + 1}`, {}]),
    ),
  );

async function views(hass: HomeAssistant) {
  return (await FactorDashboard.generate({}, hass)).views;
}

/** All that a dashboard refers to under one of some names, at any depth. */
function referred(value: unknown, names: string[]): string[] {
  if (Array.isArray(value))
    return value.flatMap((each) => referred(each, names));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    names.includes(name) &&
    [each].flat().every((one) => typeof one === "string")
      ? ([each].flat() as string[])
      : referred(each, names),
  );
}

describe("the dashboard", () => {
  it.each([
    [0, ["farm"]],
    [1, ["p1", "prints"]],
    [2, ["farm", "p1", "p2", "prints"]],
  ])("of %d printers", async (count, paths) => {
    expect((await views(named(count))).map(({ path }) => path)).toEqual(paths);
  });

  it("has whole cards on the farm's view as long as there are few", async () => {
    const cards = async (count: number) => {
      const [first] = await views(named(count));
      return referred(first, ["device_id"]).length;
    };
    expect([await cards(4), await cards(5)]).toEqual([4, 0]);
  });

  it("has tabs for up to 8 printers, and the farm leads to more", async () => {
    const tabs = async (count: number) =>
      (await views(named(count))).filter(({ subview }) => !subview).length;
    expect([await tabs(8), await tabs(9)]).toEqual([10, 2]);
  });

  it("refers only to what is there", async () => {
    const hass = named(3);
    const all = await views(hass);
    const entities = referred(all, ["entity", "entities"]);
    expect(entities).toContain("sensor.p2_bed_temperature");
    expect(entities).toContain("sensor.p2_prints_finished");
    expect(entities.filter((id) => !(id in hass.states))).toEqual([]);
    const devices = referred(all, ["device_id"]);
    expect(devices.filter((id) => !(id in hass.devices))).toEqual([]);
  });

  it("draws all printers, and a legend as long as there are few", async () => {
    const graphs = async (count: number) => {
      const { sections } = (await views(named(count))).at(-1)!;
      const cards = sections!.flatMap((each) => each.cards);
      return cards.filter(({ type }) => type === "statistics-graph");
    };
    const [few] = await graphs(8);
    expect(few).toMatchObject({ chart_type: "bar-stack", hide_legend: false });
    const [many] = await graphs(40);
    expect(many!.entities).toHaveLength(40);
    expect(many!.hide_legend).toBe(true);
  });

  it("is made anew when printers or their entities change, and only then", () => {
    const hass = named(2);
    const regenerates = (now: HomeAssistant) =>
      FactorDashboard.shouldRegenerate({}, hass, now);
    expect(
      regenerates(withStates(hass, "p1", { "sensor.progress": "41" })),
    ).toBe(false);
    const labels = { ...hass.devices.p1!, labels: ["new"] };
    expect(
      regenerates({ ...hass, devices: { ...hass.devices, p1: labels } }),
    ).toBe(false);
    const name = { ...hass.devices.p1!, name_by_user: "Left" };
    expect(
      regenerates({ ...hass, devices: { ...hass.devices, p1: name } }),
    ).toBe(true);
    const { "sensor.p1_height": _gone, ...entities } = hass.entities;
    expect(regenerates({ ...hass, entities })).toBe(true);
    expect(regenerates(named(3))).toBe(true);
    expect(regenerates({ ...hass, language: "ko" })).toBe(true);
  });

  it("is offered where dashboards are made", () => {
    expect(window.customStrategies).toEqual([
      expect.objectContaining({ type: "factor", name: "FACTOR printers" }),
    ]);
    expect(FactorDashboard.getCreateSuggestions(named(1)).title).toBe(
      "FACTOR printers",
    );
  });
});
