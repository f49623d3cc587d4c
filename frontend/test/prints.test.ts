import { afterEach, expect, it, vi } from "vitest";
import { readPrinter } from "../src/printer";
import "../src/prints";
import { printersOf } from "../src/registry";
import { DEVICE, home } from "./home";
import { seen, settled } from "./page";

const PRINT = {
  file: "gear.gcode",
  outcome: "finished",
  ended: "2026-11-26T10:00:00+00:00",
  duration: 5700,
  cost: 2.5,
  currency: "EUR",
};

afterEach(() => document.body.replaceChildren());

it("asks for the prints when it is opened, and again after an error", async () => {
  const callService = vi.fn().mockRejectedValueOnce(new Error("not now"));
  const hass = { ...home(), callService };
  const prints = document.createElement("factor-prints");
  prints.hass = hass;
  prints.printer = readPrinter(hass, printersOf(hass).get(DEVICE)!);
  document.body.append(prints);
  await settled();
  expect(callService).not.toHaveBeenCalled();
  const panel = prints.shadowRoot!.querySelector("ha-expansion-panel")!;
  const open = async (expanded: boolean) => {
    const detail = { expanded };
    panel.dispatchEvent(new CustomEvent("expanded-changed", { detail }));
    await new Promise((resolve) => setTimeout(resolve));
    return seen(prints);
  };
  expect(await open(true)).toContain("not now");
  await open(false);
  const response = { total: 1, prints: [PRINT] };
  callService.mockResolvedValueOnce({ response });
  const shown = await open(true);
  for (const text of ["gear.gcode", "Finished", "1h 35m", "€2.50"]) {
    expect(shown).toContain(text);
  }
  expect(callService).toHaveBeenCalledTimes(2);
});
