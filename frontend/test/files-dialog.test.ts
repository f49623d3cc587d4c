import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FilesDialog } from "../src/files-dialog";
import { readPrinter } from "../src/printer";
import { printersOf } from "../src/registry";
import { DEVICE, home } from "./home";
import { all, seen, settled } from "./page";

const FILE = {
  name: "gear.gcode",
  path: "gear.gcode",
  display: "Gear",
  origin: "local",
  size: 1000,
  date: 1_700_000_000,
  is_folder: false,
  estimated_print_time_s: null,
};
const NEWER = {
  ...FILE,
  name: "b.gco",
  path: "b.gco",
  display: "B",
  date: 2e9,
};
const FOLDER = { ...FILE, name: "old", path: "old", is_folder: true };
const INSIDE = { ...FILE, name: "x.gcode", path: "old/x.gcode", display: "X" };
const HINT = "Files in folders are not listed";

describe("factor-files-dialog", () => {
  let dialog: FilesDialog;
  const callService = vi.fn();
  const send = vi.fn();
  const opener = document.createElement("button");
  const hass = { ...home(), callService };
  const printer = readPrinter(hass, printersOf(hass).get(DEVICE)!);
  const rows = () => all("li button", dialog.shadowRoot!);

  async function show(files: object[]): Promise<string> {
    callService.mockResolvedValueOnce({ response: { files } });
    await dialog.showDialog({ printer, send, opener });
    await settled();
    return seen(dialog);
  }

  beforeEach(() => {
    callService.mockReset();
    vi.stubGlobal("loadCardHelpers", async () => ({
      showConfirmationDialog: async () => true,
    }));
    dialog = document.createElement("factor-files-dialog");
    dialog.hass = hass;
    document.body.append(dialog);
  });

  afterEach(() => {
    dialog.remove();
    vi.unstubAllGlobals();
  });

  it("lists the files, the newest first", async () => {
    expect(await show([FILE, NEWER])).not.toContain(HINT);
    const names = rows().map((row) => row.querySelector(".name")!.textContent);
    expect(names).toEqual(["B", "Gear"]);
  });

  it("says that what is in folders can't be printed from here", async () => {
    expect(await show([FILE, FOLDER, INSIDE])).toContain(HINT);
    expect(rows()).toHaveLength(1);
  });

  it("starts one print at a time, and keeps the focus meanwhile", async () => {
    await show([FILE, NEWER]);
    let begun = () => {};
    callService.mockReturnValueOnce(
      new Promise<void>((done) => (begun = done)),
    );
    rows()[0]!.focus();
    rows()[0]!.click();
    await vi.waitFor(() => expect(callService).toHaveBeenCalledTimes(2));
    await settled();
    const off = rows().map((row) => row.getAttribute("aria-disabled"));
    expect(off).toEqual(["true", "true"]);
    expect(dialog.shadowRoot!.activeElement).toBe(rows()[0]);
    rows()[1]!.click();
    await settled();
    expect(callService).toHaveBeenCalledTimes(2);
    const [, action, data] = callService.mock.lastCall!;
    expect(action).toBe("print_file");
    expect(data).toEqual({
      device_id: DEVICE,
      filename: "b.gco",
      origin: "local",
    });
    begun();
  });

  it("tells why a print did not start, and can be asked again", async () => {
    await show([FILE]);
    callService.mockRejectedValueOnce(new Error("It is busy."));
    rows()[0]!.click();
    await vi.waitFor(() => expect(seen(dialog)).toContain("It is busy."));
    expect(rows()[0]!.getAttribute("aria-disabled")).toBe("false");
  });
});
