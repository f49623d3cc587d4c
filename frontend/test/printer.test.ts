import { describe, expect, it } from "vitest";
import { PrinterReader, readPrinter } from "../src/printer";
import { printersOf } from "../src/registry";
import { DEVICE, type Entity, home, later } from "./home";

function printer(
  states: Record<string, string | undefined> = {},
  more: Entity[] = [],
) {
  const hass = home(states, more);
  return readPrinter(hass, printersOf(hass).get(DEVICE)!);
}

const idle = {
  "sensor.state": "idle",
  "sensor.finish_time": "unknown",
  "sensor.progress": "unknown",
};
const silent = {
  "binary_sensor.online": "off",
  "sensor.state": "unavailable",
  "sensor.progress": "unavailable",
};
const gone = Object.fromEntries(
  Object.keys(home().states).map((id) => {
    const entry = home().entities[id]!;
    return [`${id.split(".")[0]}.${entry.translation_key}`, "unavailable"];
  }),
);

describe("face", () => {
  it.each([
    ["working", {}],
    ["working", { "sensor.state": "pausing" }],
    ["working", { "sensor.state": "finishing" }],
    ["paused", { "sensor.state": "paused" }],
    ["error", { "sensor.state": "error" }],
    ["error", { "sensor.state": "offline_after_error" }],
    ["disconnected", { "sensor.state": "offline" }],
    ["connecting", { "sensor.state": "connecting" }],
    ["connecting", { "sensor.state": "unknown" }],
    ["transferring", { "sensor.state": "transferring" }],
    ["idle", idle],
    ["idle", { ...idle, "sensor.last_print_outcome": "finished" }],
    [
      "idle",
      {
        ...idle,
        "sensor.progress": "100",
        "sensor.last_print_outcome": "cancelled",
      },
    ],
    [
      "finished",
      {
        ...idle,
        "sensor.progress": "100",
        "sensor.last_print_outcome": "finished",
      },
    ],
    ["lost", silent],
    ["silent", { ...silent, "sensor.file": "unavailable" }],
    ["away", gone],
    ["idle", { "sensor.state": "a state of a newer version" }],
  ])("%s", (face, states) => {
    expect(printer(states).face).toBe(face);
  });
});

describe("a print that Home Assistant remembers, though it was restarted", () => {
  const restarted = { ...silent, "sensor.file": "unavailable" };
  const event = (event_type: string): Entity[] => [
    {
      key: "event.print",
      state: "2026-11-26T10:00:00.000+00:00",
      attributes: { event_type },
    },
    {
      key: "calendar.prints",
      state: "on",
      attributes: { message: "gear.gcode" },
    },
  ];

  it("is lost as long as the printer is not heard", () => {
    const lost = printer(restarted, event("connection_lost"));
    expect(lost.face).toBe("lost");
    expect(lost.file).toBe("gear.gcode");
    const ended = printer(restarted, event("finished"));
    expect(ended.face).toBe("silent");
    expect(ended.file).toBeUndefined();
  });
});

describe("job", () => {
  it("is there while it prints, is paused, or is lost", () => {
    expect(printer().hasJob).toBe(true);
    expect(printer({ "sensor.state": "paused" }).hasJob).toBe(true);
    expect(printer(silent).hasJob).toBe(true);
    expect(printer(idle).hasJob).toBe(false);
  });

  it("keeps its finish time through silence, but has none when it is over", () => {
    const finish = new Date("2026-11-26T14:32:00Z");
    expect(printer(silent).finish).toEqual(finish);
    expect(printer({ "sensor.state": "idle" }).finish).toBeUndefined();
  });

  it("has no progress rather than 0 when nobody knows it", () => {
    expect(printer(silent).progress).toBeUndefined();
    expect(printer({ "sensor.progress": "unknown" }).progress).toBeUndefined();
    expect(printer({ "sensor.progress": "0" }).progress).toBe(0);
  });
});

describe("heaters", () => {
  const more: Entity[] = [
    {
      key: "number.hotend_n_target",
      name: "Hotend 3 target",
      id: "number.a",
      state: "30",
    },
    {
      key: "sensor.hotend_n_temperature",
      name: "Hotend 2 temperature",
      id: "sensor.b",
      state: "21",
    },
    {
      key: "sensor.hotend_n_temperature",
      name: "Hotend 3 temperature",
      id: "sensor.c",
      state: "31",
    },
    { key: "sensor.chamber_temperature", state: "38" },
    { key: "sensor.chamber_target", state: "40" },
  ];

  it("pairs each temperature with its own target, whatever is missing", () => {
    const found = printer({}, more).heaters.map((heater) => [
      heater.kind,
      heater.number,
      heater.value,
      heater.target,
    ]);
    expect(found).toEqual([
      ["hotend", 1, 199.9, 200],
      ["hotend", 2, 21, undefined],
      ["hotend", 3, 31, 30],
      ["bed", 0, 59.9, 60],
      ["chamber", 0, 38, 40],
    ]);
  });

  it("leads to the target where it can be set, else to the history", () => {
    const [hotend] = printer().heaters;
    expect(hotend).toMatchObject({
      canSet: true,
      entityId: "number.prusa_left_hotend_target",
    });
    const [fixed] = printer({ "number.hotend_target": "unavailable" }).heaters;
    expect(fixed).toMatchObject({
      canSet: false,
      entityId: "sensor.prusa_left_hotend_temperature",
      target: undefined,
    });
  });

  it("does not show one that tells nothing: unknown is not off", () => {
    const { heaters } = printer({ "sensor.hotend_temperature": "unavailable" });
    expect(heaters.map(({ kind }) => kind)).toEqual(["bed"]);
  });
});

describe("PrinterReader", () => {
  it("gives the same printer until something of it changes", () => {
    const reader = new PrinterReader();
    const hass = home();
    const first = reader.read(hass, DEVICE);
    expect(reader.read({ ...hass, states: { ...hass.states } }, DEVICE)).toBe(
      first,
    );
    const changed = reader.read(
      later(hass, { "sensor.progress": "41" }),
      DEVICE,
    );
    expect(changed?.progress).toBe(41);
  });

  it("follows an entity that is not on the printer's device", () => {
    const reader = new PrinterReader();
    const hass = home();
    const first = reader.read(hass, DEVICE, "light.room");
    const states = {
      ...hass.states,
      "light.room": hass.states["fan.prusa_left_fan"]!,
    };
    expect(reader.read({ ...hass, states }, DEVICE, "light.room")).not.toBe(
      first,
    );
  });

  it("reads anew when the language changes, and gives nothing for what is gone", () => {
    const reader = new PrinterReader();
    const hass = home();
    const first = reader.read(hass, DEVICE);
    const korean = { ...hass, locale: { ...hass.locale, language: "ko" } };
    expect(reader.read(korean, DEVICE)).not.toBe(first);
    expect(reader.read({ ...hass, entities: {} }, DEVICE)).toBeUndefined();
  });
});
