import { describe, expect, it } from "vitest";
import { keyOf, printersOf } from "../src/registry";
import { DEVICE, home } from "./home";

const entry = (entity_id: string, translation_key: string, name?: string) => ({
  entity_id,
  translation_key,
  name: name ?? null,
  platform: "factor",
  labels: [],
});

describe("keyOf", () => {
  it.each([
    [entry("sensor.x_state", "state"), "sensor.state"],
    [
      entry("sensor.x_hotend_temperature", "hotend_temperature"),
      "sensor.hotend_1_temperature",
    ],
    [
      entry("number.x_2", "hotend_n_target", "핫엔드 2 목표"),
      "number.hotend_2_target",
    ],
    [
      entry("number.my_own_id", "hotend_n_target", "Hotend 11 target"),
      "number.hotend_11_target",
    ],
    [
      entry("sensor.mk3_hotend_2_temperature", "hotend_n_temperature"),
      "sensor.hotend_2_temperature",
    ],
    [{ ...entry("light.lamp", "state"), platform: "hue" }, "light"],
  ])("%o", (given, key) => {
    expect(keyOf(given)).toBe(key);
  });
});

describe("printersOf", () => {
  it("finds the printers, and not the brokers or other devices", () => {
    const hass = home({}, [
      { key: "sensor.printers_idle", device: "broker", state: "1" },
      {
        key: "light.x",
        id: "light.lamp",
        platform: "hue",
        device: "lamp",
        state: "on",
      },
    ]);
    for (const id of ["broker", "lamp"]) {
      hass.devices[id] = { ...hass.devices[DEVICE]!, id, name: id };
    }
    expect([...printersOf(hass).keys()]).toEqual([DEVICE]);
  });

  it("knows a printer whose state sensor the user disabled", () => {
    const hass = home({ "sensor.state": undefined });
    expect(printersOf(hass).has(DEVICE)).toBe(true);
  });

  it("sorts by the names that people gave, numbers as numbers", () => {
    const hass = home();
    const names = ["MK10", "mk9", "Ender"];
    for (const [index, name] of names.entries()) {
      const id = `d${index}`;
      hass.devices[id] = { ...hass.devices[DEVICE]!, id, name_by_user: name };
      hass.entities[`sensor.s${index}`] = {
        ...entry(`sensor.s${index}`, "state"),
        device_id: id,
      };
    }
    const found = [...printersOf(hass).values()].map(({ name }) => name);
    expect(found).toEqual(["Ender", "mk9", "MK10", "Prusa left"]);
  });

  it("reads the registries once, and again when they change", () => {
    const hass = home();
    const before = printersOf(hass);
    expect(printersOf({ ...hass, states: {} })).toBe(before);
    const changed = { ...hass, entities: { ...hass.entities } };
    expect(printersOf(changed)).not.toBe(before);
  });

  it("finds a light that a user has put on the printer's device", () => {
    const lamp = {
      key: "light.lamp",
      id: "light.lamp",
      platform: "template",
      state: "on",
    };
    const printer = printersOf(home({}, [lamp])).get(DEVICE)!;
    expect(printer.idOf("light")).toBe("light.lamp");
  });
});
