import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FarmCard } from "../src/farm-card";
import {
  FarmReader,
  type Group,
  countsOf,
  groupOf,
  inOrder,
  matches,
} from "../src/farm";
import { suggestFarm } from "../src/farm-form";
import type { HomeAssistant } from "../src/ha";
import type { Face } from "../src/printer";
import { farm, withStates } from "./home";

const idle = { "sensor.state": "idle", "sensor.progress": "unknown" };
const FARM = {
  later: { "sensor.finish_time": "2026-11-26T18:00:00+00:00" },
  sooner: {},
  paused: { "sensor.state": "paused" },
  broken: { "sensor.state": "error" },
  done: {
    ...idle,
    "sensor.progress": "100",
    "sensor.last_print_outcome": "finished",
  },
  lost: { "binary_sensor.online": "off" },
  silent: { "binary_sensor.online": "off", "sensor.file": "unavailable" },
  hot: { ...idle, "binary_sensor.heater_left_on": "on" },
  rest: idle,
  unknown_end: { "sensor.finish_time": "unknown" },
};

function printers(hass: HomeAssistant) {
  return new FarmReader().read(hass, {});
}

describe("order and groups", () => {
  it("puts what needs a person first, then who ends next", () => {
    const names = inOrder(printers(farm(FARM)), "en").map(({ name }) => name);
    expect(names).toEqual([
      "broken",
      "hot",
      "paused",
      "done",
      "lost",
      "sooner",
      "later",
      "unknown_end",
      "rest",
      "silent",
    ]);
  });

  it("sorts the equal ones by name, numbers as numbers", () => {
    const names = ["MK10", "mk9", "Ender"];
    const hass = farm(Object.fromEntries(names.map((name) => [name, idle])));
    const found = inOrder(printers(hass), "en").map(({ name }) => name);
    expect(found).toEqual(["Ender", "mk9", "MK10"]);
  });

  it("sorts by the end only those that print: a paused one has none", () => {
    const paused = { "sensor.state": "paused" };
    const hass = farm({
      a: { ...paused, "sensor.finish_time": "2026-11-26T18:00:00+00:00" },
      b: { ...paused, "sensor.finish_time": "2026-11-26T13:00:00+00:00" },
    });
    const names = inOrder(printers(hass), "en").map(({ name }) => name);
    expect(names).toEqual(["a", "b"]);
  });

  it.each<[Face, Group]>([
    ["error", "attention"],
    ["paused", "attention"],
    ["finished", "attention"],
    ["lost", "attention"],
    ["working", "printing"],
    ["transferring", "idle"],
    ["idle", "idle"],
    ["connecting", "idle"],
    ["disconnected", "offline"],
    ["silent", "offline"],
    ["away", "offline"],
  ])("has a printer that is %s in the group %s", (face, group) => {
    const [printer] = printers(farm({ one: {} }));
    expect(groupOf({ ...printer!, face })).toBe(group);
  });

  it("counts each printer once", () => {
    const all = printers(farm(FARM));
    const counts = { attention: 5, printing: 3, idle: 1, offline: 1 };
    expect(countsOf(all)).toEqual(counts);
    expect(groupOf(all.find(({ name }) => name === "hot")!)).toBe("attention");
  });

  it("searches names and files, for all words", () => {
    const [printer] = printers(farm({ "Prusa left": {} }));
    const searches = [
      "",
      "left",
      "PRUSA gear",
      "gear.gcode",
      "right",
      "left x",
    ];
    expect(searches.map((search) => matches(printer!, search))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("FarmReader", () => {
  it("has only the printers of the areas and labels that were chosen", () => {
    const hass = farm({ one: {}, two: {}, three: {} });
    hass.devices.one = {
      ...hass.devices.one!,
      area_id: "hall",
      labels: ["pla"],
    };
    hass.devices.two = {
      ...hass.devices.two!,
      area_id: "hall",
      labels: ["abs"],
    };
    const read = (filter: object) =>
      new FarmReader().read(hass, filter).map(({ name }) => name);
    expect(read({ area: ["hall"] })).toEqual(["one", "two"]);
    expect(read({ label: ["pla", "petg"] })).toEqual(["one"]);
    expect(read({ area: ["hall"], label: ["abs"] })).toEqual(["two"]);
    expect(read({ area: ["cellar"] })).toEqual([]);
    expect(read({ area: [], label: [] })).toHaveLength(3);
  });

  it("gives the same printers until something of one changes", () => {
    const hass = farm({ one: {}, two: {} });
    const reader = new FarmReader();
    const first = reader.read(hass, {});
    expect(reader.read({ ...hass, states: { ...hass.states } }, {})).toBe(
      first,
    );
    const second = reader.read(
      withStates(hass, "two", { "sensor.progress": "41" }),
      {},
    );
    expect(second[0]).toBe(first[0]);
    expect(second[1]).not.toBe(first[1]);
    expect(reader.read(farm({}), {})).toEqual([]);
  });
});

describe("factor-farm-card", () => {
  let card: FarmCard;

  beforeEach(() => {
    vi.useFakeTimers({ now: new Date("2026-11-26T12:00:00Z") });
    card = document.createElement("factor-farm-card");
    document.body.append(card);
  });

  afterEach(() => {
    document.body.replaceChildren();
    vi.useRealTimers();
  });

  async function show(hass: HomeAssistant, config: object = {}) {
    card.setConfig({ type: "custom:factor-farm-card", ...config });
    card.hass = hass;
    await card.updateComplete;
  }

  const rows = () => [...card.shadowRoot!.querySelectorAll("factor-farm-row")];
  const names = () => rows().map(({ printer }) => printer.name);
  const filters = () => [
    ...card.shadowRoot!.querySelectorAll<HTMLButtonElement>(".filters button"),
  ];
  const label = (button: HTMLElement) =>
    button.textContent?.replace(/\s+/g, " ").trim();

  it("shows a row for each printer, and the counts", async () => {
    await show(farm(FARM), { title: "Hall" });
    expect(rows()).toHaveLength(10);
    expect(card.shadowRoot!.querySelector("h2")?.textContent).toBe("Hall");
    expect(filters().map(label)).toEqual([
      "5 Attention",
      "3 Printing",
      "1 Idle",
      "1 Offline",
    ]);
  });

  it("filters by a group, and keeps to it while values change", async () => {
    const hass = farm(FARM);
    await show(hass);
    filters()[1]!.click();
    await card.updateComplete;
    expect(filters()[1]!.getAttribute("aria-pressed")).toBe("true");
    expect(names()).toEqual(["sooner", "later", "unknown_end"]);
    await vi.advanceTimersByTimeAsync(1000);
    card.hass = withStates(hass, "sooner", { "sensor.state": "paused" });
    await card.updateComplete;
    expect(names()).toEqual(["later", "unknown_end"]);
    filters()[1]!.click();
    await card.updateComplete;
    expect(rows()).toHaveLength(10);
  });

  it("offers only groups that have printers, and the one that is chosen", async () => {
    const shown = () => filters().map(label);
    await show(farm({ one: {}, two: idle }));
    expect(shown()).toEqual(["1 Printing", "1 Idle"]);
    filters()[0]!.click();
    await show(farm({ one: idle, two: idle }));
    expect(shown()).toEqual(["0 Printing", "2 Idle"]);
  });

  it("searches", async () => {
    await show(farm(FARM));
    const search = card.shadowRoot!.querySelector(
      "ha-input-search",
    ) as HTMLInputElement;
    search.value = "paused";
    search.dispatchEvent(new Event("input"));
    await card.updateComplete;
    expect(names()).toEqual(["paused"]);
  });

  it("has a search for more than eight, and as long as something is sought", async () => {
    const field = () => card.shadowRoot!.querySelector("ha-input-search");
    const { broken: _gone, ...nine } = FARM;
    const { done: _gone_too, ...eight } = nine;
    await show(farm(eight));
    expect(field()).toBeNull();
    await show(farm(nine));
    expect(field()).not.toBeNull();
    card["search"] = "paused";
    await show(farm(eight));
    expect(field()).not.toBeNull();
  });

  it("draws at most twice a second, and the last state in any case", async () => {
    let hass = farm(FARM);
    await show(hass);
    const render = vi.spyOn(card as unknown as { render(): unknown }, "render");
    for (let progress = 1; progress <= 50; progress++) {
      hass = withStates(hass, "sooner", {
        "sensor.progress": String(progress),
      });
      card.hass = hass;
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(render.mock.calls.length).toBeGreaterThan(0);
    expect(render.mock.calls.length).toBeLessThanOrEqual(2);
    await vi.advanceTimersByTimeAsync(500);
    const sooner = rows().find(({ printer }) => printer.name === "sooner");
    expect(sooner?.printer.progress).toBe(50);
  });

  it("does not draw for what is no printer's", async () => {
    const hass = farm(FARM);
    await show(hass);
    const render = vi.spyOn(card as unknown as { render(): unknown }, "render");
    card.hass = { ...hass, states: { ...hass.states } };
    await vi.advanceTimersByTimeAsync(2000);
    expect(render).not.toHaveBeenCalled();
  });

  it("draws the rows only of those that changed", async () => {
    const hass = farm(FARM);
    await show(hass);
    const updates = rows().map((row) =>
      vi.spyOn(row as unknown as { render(): unknown }, "render"),
    );
    const changed = rows().findIndex(({ printer }) => printer.name === "later");
    await vi.advanceTimersByTimeAsync(1000);
    card.hass = withStates(hass, "later", { "sensor.progress": "41" });
    await card.updateComplete;
    await Promise.all(rows().map((row) => row.updateComplete));
    expect(updates.map(({ mock }) => mock.calls.length)).toEqual(
      updates.map((_, index) => Number(index === changed)),
    );
  });

  it("leaves nothing when it is removed", async () => {
    const hass = farm(FARM);
    await show(hass);
    card.hass = withStates(hass, "sooner", { "sensor.progress": "41" });
    await card.updateComplete;
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    card.remove();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("opens a printer's dialog, or its view", async () => {
    await show(farm({ one: {} }));
    const dialogs = vi.fn();
    card.addEventListener("show-dialog", (event) => {
      dialogs(
        (event as CustomEvent<{ dialogParams: object }>).detail.dialogParams,
      );
    });
    rows()[0]!.shadowRoot!.querySelector("button")!.click();
    expect(dialogs).toHaveBeenCalledExactlyOnceWith({ deviceId: "one" });
    history.pushState(null, "", "/farm-board/farm");
    await show(farm({ one: {} }), { views: true });
    rows()[0]!.shadowRoot!.querySelector("button")!.click();
    expect(location.pathname).toBe("/farm-board/one");
  });

  it("says that there is nothing, and why", async () => {
    await show(farm({}));
    expect(card.shadowRoot!.textContent).toContain("No printers here yet.");
    card.shadowRoot!.querySelector<HTMLElement>("ha-button")!.click();
    expect(location.pathname).toBe("/config/integrations/integration/factor");
    await show(farm({ one: {} }));
    card["search"] = "nobody";
    await card.updateComplete;
    expect(card.shadowRoot!.textContent).toContain("No printer fits.");
    await show(farm({ one: {} }), { area: ["cellar"] });
    expect(card.shadowRoot!.textContent).toContain("No printer fits.");
  });

  it("says in a row what a person should know", async () => {
    const { done, hot, paused, rest } = FARM;
    await show(farm({ done, hot, paused, rest }));
    const buttons = rows().map(({ shadowRoot }) =>
      shadowRoot!.querySelector("button")!,
    );
    expect(
      buttons.map((button) => [button.dataset.face, label(button)]),
    ).toEqual([
      ["error", "hot <idle> · a heater is on"],
      ["paused", "paused 40% <paused> · gear.gcode"],
      ["finished", "done Finished · gear.gcode"],
      ["idle", "rest <idle>"],
    ]);
    const bar = buttons[1]!.querySelector("[role=progressbar]");
    expect(bar?.closest("[aria-hidden=true]")).not.toBeNull();
  });

  it("is suggested for what tells of all printers", () => {
    const hass = farm({ one: {} });
    hass.entities["sensor.all"] = {
      entity_id: "sensor.all",
      platform: "factor",
      translation_key: "printers_idle",
      labels: [],
    };
    expect(suggestFarm(hass, "sensor.all")).not.toBeNull();
    expect(suggestFarm(hass, "sensor.one_state")).toBeNull();
  });
});
