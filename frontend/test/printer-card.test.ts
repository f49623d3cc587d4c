import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HomeAssistant } from "../src/ha";
import "../src/files-dialog";
import { PrinterCard } from "../src/printer-card";
import { suggestPrinter } from "../src/printer-form";
import { DEVICE, home, later } from "./home";
import { all, seen, settled } from "./page";

const TYPE = "custom:factor-printer-card";

describe("factor-printer-card", () => {
  let card: PrinterCard;

  async function show(hass: HomeAssistant, config: object = {}) {
    card.setConfig({ type: TYPE, device_id: DEVICE, ...config });
    card.hass = hass;
    await settled();
    return seen(card);
  }

  const labels = () =>
    all("factor-actions", card.shadowRoot!)
      .filter((element) => !element.hidden)
      .flatMap((element) => all("button", element.shadowRoot!))
      .map((button) => button.getAttribute("aria-label"));
  const press = (label: string) => {
    const buttons = all("button", card.shadowRoot!);
    buttons.find((each) => each.getAttribute("aria-label") === label)!.click();
  };

  beforeEach(() => {
    vi.useFakeTimers({
      now: new Date("2026-11-26T12:00:00Z"),
      toFake: ["Date"],
    });
    card = document.createElement("factor-printer-card");
    document.body.append(card);
  });

  afterEach(() => {
    document.body.replaceChildren();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("shows a print", async () => {
    const text = await show(home());
    for (const part of [
      "Prusa left",
      "<printing> · gear.gcode",
      "40%",
      "2h 32m left",
      "done at 23:32", // in Seoul
      "Height <29.00>",
      "Hotend <199.9> target 200°",
      "Bed <59.9> target 60°",
    ]) {
      expect(text).toContain(part);
    }
    const [bar] = all(".bar", card.shadowRoot!);
    expect(bar?.getAttribute("aria-valuenow")).toBe("40");
  });

  it.each([
    ["paused", { "sensor.state": "paused" }, "Paused since 21:00"],
    ["error", { "sensor.state": "error" }, "has reported an error"],
    ["disconnected", { "sensor.state": "offline" }, "off or not connected"],
    ["lost", { "binary_sensor.online": "off" }, "Not heard since 21:00"],
    [
      "finished",
      {
        "sensor.state": "idle",
        "sensor.progress": "100",
        "sensor.last_print_outcome": "finished",
        "sensor.last_print_ended": "2026-11-26T11:00:00+00:00",
      },
      "Finished at 20:00",
    ],
    ["working", { "binary_sensor.heater_left_on": "on" }, "A heater is on"],
  ])("has a face for %s", async (face, states, notice) => {
    expect(await show(home(states))).toContain(notice);
    const [inner] = all("ha-card", card.shadowRoot!);
    expect(inner?.dataset.face).toBe(face);
  });

  it("does not say when a paused print is done: nobody knows", async () => {
    const text = await show(home({ "sensor.state": "paused" }));
    expect(text).toContain("40%");
    expect(text).not.toMatch(/done at|\dm left/);
  });

  it("offers what is possible now, and nothing else", async () => {
    await show(home());
    expect(labels()).toEqual(["Pause", "Cancel", "Fan"]);
    const idle = {
      "sensor.state": "idle",
      "button.pause": "unavailable",
      "button.cancel": "unavailable",
      "button.home": "unknown",
    };
    await show(home(idle));
    expect(labels()).toEqual(["Print a file", "Heaters off", "Home", "Fan"]);
    await show(
      home({ ...idle, "number.hotend_target": "0", "number.bed_target": "0" }),
    );
    expect(labels()).toEqual(["Print a file", "Home", "Fan"]);
    await show(home({ ...idle, "sensor.upload": "unavailable" }));
    expect(labels()).toEqual(["Heaters off", "Home", "Fan"]);
    const none = ["pause", "cancel"].map((name) => [
      `button.${name}`,
      "unavailable",
    ]);
    await show(
      home({
        ...Object.fromEntries(none),
        "fan.fan": "unavailable",
        "binary_sensor.online": "off",
        "number.hotend_target": "unavailable",
      }),
    );
    expect(labels()).toEqual([]);
  });

  it("keeps the button that is being looked at when pause becomes resume", async () => {
    const hass = home();
    await show(hass);
    const [before] = all("factor-actions", card.shadowRoot!);
    const button = before?.shadowRoot?.querySelector("button");
    const paused = {
      "button.pause": "unavailable",
      "button.resume": "unknown",
    };
    card.hass = later(hass, { ...paused, "sensor.state": "paused" });
    await settled();
    expect(labels()[0]).toBe("Resume");
    expect(before?.shadowRoot?.querySelector("button")).toBe(button);
  });

  it("presses the printer's own buttons, one at a time", async () => {
    let done!: (answer: object) => void;
    const callService = vi.fn(
      () => new Promise<object>((resolve) => (done = resolve)),
    );
    await show({ ...home(), callService });
    press("Pause");
    await settled();
    press("Pause");
    expect(callService.mock.calls).toEqual([
      ["button", "press", {}, { entity_id: "button.prusa_left_pause" }],
    ]);
    const [busy] = all("button[aria-busy=true]", card.shadowRoot!);
    expect(busy?.getAttribute("aria-label")).toBe("Pause");
    done({});
    await settled();
    expect(all("button[aria-busy=true]", card.shadowRoot!)).toEqual([]);
  });

  it.each([true, false])("asks before it cancels: %s", async (yes) => {
    const callService = vi.fn().mockResolvedValue({});
    const showConfirmationDialog = vi.fn().mockResolvedValue(yes);
    vi.stubGlobal("loadCardHelpers", async () => ({ showConfirmationDialog }));
    await show({ ...home(), callService });
    press("Cancel");
    await settled();
    const [[, question]] = showConfirmationDialog.mock.calls as [
      [unknown, object],
    ];
    expect(question).toMatchObject({
      text: "Prusa left stops printing gear.gcode at 40%. This can't be undone.",
      destructive: true,
    });
    expect(callService).toHaveBeenCalledTimes(yes ? 1 : 0);
  });

  it("turns all heaters off at once, and asks first only during a print", async () => {
    const callService = vi.fn().mockResolvedValue({});
    const showConfirmationDialog = vi.fn().mockResolvedValue(false);
    vi.stubGlobal("loadCardHelpers", async () => ({ showConfirmationDialog }));
    vi.useFakeTimers();
    await show({ ...home({ "sensor.state": "paused" }), callService });
    press("Heaters off");
    await settled();
    expect(showConfirmationDialog).toHaveBeenCalledOnce();
    expect(callService).not.toHaveBeenCalled();
    await show({ ...home({ "sensor.state": "idle" }), callService });
    await vi.advanceTimersByTimeAsync(1000);
    press("Heaters off");
    await settled();
    expect(showConfirmationDialog).toHaveBeenCalledOnce();
    expect(callService.mock.calls).toEqual([
      [
        "number",
        "set_value",
        { value: 0 },
        {
          entity_id: [
            "number.prusa_left_hotend_target",
            "number.prusa_left_bed_target",
          ],
        },
      ],
    ]);
  });

  it("lets no button slide under a finger that is slow", async () => {
    const callService = vi.fn().mockResolvedValue({});
    const calls = () => callService.mock.calls.map(([, action]) => action);
    vi.useFakeTimers();
    const idle = { "sensor.state": "idle", "button.home": "unknown" };
    const off = { "number.hotend_target": "0", "number.bed_target": "0" };
    const [hot, cold] = [home(idle), home({ ...idle, ...off })];
    await show({ ...hot, callService });
    await vi.advanceTimersByTimeAsync(1000);
    const before = labels();
    press("Heaters off");
    await vi.advanceTimersByTimeAsync(500);
    card.hass = { ...cold, callService };
    await vi.advanceTimersByTimeAsync(2000);
    expect(labels()).toEqual(before);
    press("Heaters off");
    await vi.advanceTimersByTimeAsync(600);
    expect(labels()).toEqual(before.filter((each) => each !== "Heaters off"));
    press("Home");
    expect(calls()).toEqual(["set_value"]);
    await vi.advanceTimersByTimeAsync(1000);
    press("Home");
    expect(calls()).toEqual(["set_value", "press"]);
  });

  it("keeps the focus among the buttons when the one that has it goes", async () => {
    const idle = { "sensor.state": "idle", "button.home": "unknown" };
    await show(home(idle));
    const actions = all("factor-actions", card.shadowRoot!)[0]!.shadowRoot!;
    const gone = actions.querySelector<HTMLElement>("[title=Home]")!;
    gone.focus();
    expect(actions.activeElement).toBe(gone);
    card.hass = home({ "button.home": "unavailable" });
    await settled();
    expect(gone.isConnected).toBe(false);
    expect(actions.activeElement?.getAttribute("aria-label")).toBe("Pause");
  });

  it("opens what a tap is for", async () => {
    await show(home());
    const asked: unknown[] = [];
    card.addEventListener("hass-more-info", (event) =>
      asked.push((event as CustomEvent<{ entityId: string }>).detail.entityId),
    );
    const [hotend] = all("factor-heater", card.shadowRoot!);
    hotend?.shadowRoot?.querySelector("button")?.click();
    press("Fan");
    all("button.title", card.shadowRoot!)[0]?.click();
    expect(asked).toEqual([
      "number.prusa_left_hotend_target",
      "fan.prusa_left_fan",
      "sensor.prusa_left_state",
    ]);
  });

  it("switches the light that was chosen", async () => {
    const callService = vi.fn().mockResolvedValue({});
    const hass = { ...home(), callService };
    hass.states["light.room"] = {
      ...hass.states["fan.prusa_left_fan"]!,
      state: "on",
    };
    await show(hass, { light: "light.room" });
    press("Light");
    expect(callService.mock.calls).toEqual([
      ["homeassistant", "toggle", {}, { entity_id: "light.room" }],
    ]);
  });

  it.each([
    ["streaming", { supported_features: 3 }, "turn_off"],
    ["idle", { supported_features: 3 }, "turn_on"],
    [
      "idle",
      { supported_features: 3, last_error: "x", started_at: "t" },
      "turn_on",
    ],
    ["idle", { supported_features: 3, last_error: "missing input url" }, null],
    ["idle", { supported_features: 2 }, null],
    ["unavailable", { supported_features: 3 }, null],
  ])(
    "starts and stops the camera: %s, %o",
    async (state, attributes, action) => {
      const callService = vi.fn().mockResolvedValue({});
      const camera = { key: "camera.camera", state, attributes };
      await show({ ...home({}, [camera]), callService });
      expect(labels().includes("Camera")).toBe(action !== null);
      if (!action) return;
      press("Camera");
      const target = { entity_id: "camera.prusa_left_camera" };
      expect(callService.mock.calls).toEqual([["camera", action, {}, target]]);
    },
  );

  it("shows a camera live while it runs", async () => {
    const camera = {
      key: "camera.camera",
      state: "streaming",
      attributes: { supported_features: 3 },
    };
    await show(home({}, [camera]));
    const [image] = all("hui-image", card.shadowRoot!);
    expect(image).toMatchObject({
      cameraImage: "camera.prusa_left_camera",
      cameraView: "live",
    });
    await show(home({}, [{ ...camera, state: "idle" }]));
    expect(all("hui-image", card.shadowRoot!)).toEqual([]);
  });

  it("draws only when something of its printer changes", async () => {
    const hass = home();
    await show(hass);
    const render = vi.spyOn(card as unknown as { render(): unknown }, "render");
    const lamp = { ...hass.states["fan.prusa_left_fan"]!, state: "on" };
    card.hass = { ...hass, states: { ...hass.states, "light.other": lamp } };
    await settled();
    expect(render).not.toHaveBeenCalled();
    card.hass = later(hass, { "sensor.progress": "41" });
    await settled();
    expect(render).toHaveBeenCalledOnce();
    expect(seen(card)).toContain("41%");
  });

  it.each([
    ["paused", { "sensor.state": "paused" }, "Paused since 19:00"],
    ["connection_lost", { "binary_sensor.online": "off" }, "heard since 19:00"],
  ])(
    "knows since when also if Home Assistant was restarted: %s",
    async (event_type, states, notice) => {
      const state = "2026-11-26T10:00:00.000+00:00";
      const event = { key: "event.print", state, attributes: { event_type } };
      expect(await show(home(states, [event]))).toContain(notice);
    },
  );

  it("does not say when a print is done that was lost", async () => {
    const lost = home({ "binary_sensor.online": "off" });
    expect(await show(lost)).not.toContain("done at");
    expect(await show(home())).toContain("done at");
  });

  it("has no list of last prints before the first one has ended", async () => {
    const ended = (state: string) => home({ "sensor.last_print_ended": state });
    await show(ended("2026-11-26T10:00:00+00:00"));
    const [prints] = all("factor-prints", card.shadowRoot!);
    expect(prints!.hidden).toBe(false);
    await show(ended("unknown"));
    expect(prints!.hidden).toBe(true);
  });

  it("tells the heaters of one kind apart, however small it is", async () => {
    const second = { key: "sensor.hotend_n_temperature", state: "21" };
    const id = "sensor.prusa_left_hotend_2_temperature";
    const name = "Hotend 2 temperature";
    const hass = home({}, [{ ...second, id, name }]);
    await show(hass, { layout: "compact" });
    const buttons = all(".temperatures button", card.shadowRoot!);
    const titles = buttons.map((button) => button.title);
    expect(titles).toEqual(["Hotend 1", "Hotend 2", "Bed"]);
  });

  it("shows an upload that somebody else has begun", async () => {
    const hass = home({ "sensor.upload": "42" });
    const texts = ["A file is on its way to the printer", "42%"];
    for (const layout of ["full", "compact", "line"]) {
      const shown = await show(hass, { layout });
      for (const text of texts) expect(shown).toContain(text);
    }
  });

  it("shows what came of uploads, as long as it is there to be seen", async () => {
    await show(home());
    expect(card.showsUploads).toBe(true);
    card["uploads"].done = ["a.gcode"];
    expect(await show(home())).toContain("a.gcode is on the printer.");
    card["uploads"].done = ["a.gcode", "b.gcode"];
    const both = "2 files are on the printer: a.gcode, b.gcode.";
    expect(await show(home())).toContain(both);
    await show(home(), { layout: "line" });
    expect(card.showsUploads).toBe(false);
    await show(home());
    card.remove();
    expect(card.showsUploads).toBe(false);
  });

  it("says what is wrong with its settings", async () => {
    expect(await show(home(), { device_id: "gone" })).toContain(
      "not there any more",
    );
    expect(await show(home(), { device_id: undefined })).toContain(
      "Choose a printer",
    );
  });

  it("takes files that are dropped, if the printer is there", async () => {
    const send = vi.fn();
    Object.assign(card, { send });
    const file = new File(["G28"], "part.gcode");
    const dataTransfer = { types: ["Files"], files: [file], dropEffect: "" };
    const drag = (type: string) => {
      const event = new Event(type, { cancelable: true });
      Object.assign(event, { dataTransfer });
      card.dispatchEvent(event);
      return event.defaultPrevented;
    };
    for (const cant of ["binary_sensor.online", "sensor.upload"]) {
      const state = cant === "sensor.upload" ? "unavailable" : "off";
      await show(home({ [cant]: state }));
      dataTransfer.dropEffect = "copy";
      // else the browser would open the file instead of the page
      expect(drag("dragover")).toBe(true);
      expect(dataTransfer.dropEffect).toBe("none");
      expect(seen(card)).not.toContain("Drop G-code here");
      drag("drop");
    }
    expect(send).not.toHaveBeenCalled();
    dataTransfer.dropEffect = "copy";
    await show(home());
    expect(drag("dragover")).toBe(true);
    await settled();
    expect(seen(card)).toContain("Drop G-code here");
    expect(dataTransfer.dropEffect).toBe("copy");
    expect(drag("dragleave")).toBe(false);
    await settled();
    expect(seen(card)).not.toContain("Drop G-code here");
    drag("dragover");
    expect(drag("drop")).toBe(true);
    expect(send).toHaveBeenCalledExactlyOnceWith(file);
  });

  it.each(["compact", "line"])("is %s", async (layout) => {
    const text = await show(home(), { layout });
    expect(text).toContain("Prusa left");
    expect(text).toContain("40%");
    expect(all("factor-heater, factor-prints", card.shadowRoot!)).toEqual([]);
  });
});

describe("the card in the picker", () => {
  it("starts with a printer", () => {
    expect(PrinterCard.getStubConfig(home())).toEqual({
      device_id: DEVICE,
      layout: "full",
    });
    expect(PrinterCard.getStubConfig({ ...home(), entities: {} })).toEqual({});
  });

  it("is suggested for what belongs to a printer", () => {
    const config = { type: TYPE, device_id: DEVICE, layout: "full" };
    expect(suggestPrinter(home(), "sensor.prusa_left_state")).toEqual({
      config,
    });
    expect(suggestPrinter(home(), "light.other")).toBeNull();
    const cards = window.customCards as { type: string; name: string }[];
    const card = cards.find(({ type }) => type === "factor-printer-card");
    expect(card?.name).toBe("FACTOR printer");
  });

  it("has a form in words", () => {
    const { schema, computeLabel } = PrinterCard.getConfigForm();
    expect(schema.map(computeLabel)).toEqual(["Printer", "Size", "Light"]);
  });
});
