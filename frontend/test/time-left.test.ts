import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import "../src/time-left";
import { home } from "./home";

describe("factor-time-left", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date("2026-11-26T12:00:00Z") });
  });

  afterEach(() => {
    document.body.replaceChildren();
    vi.useRealTimers();
  });

  async function shown(until: string) {
    const element = document.createElement("factor-time-left");
    element.hass = home();
    element.until = new Date(until);
    document.body.append(element);
    await element.updateComplete;
    return element;
  }

  it("counts down by itself, and draws only when the text changes", async () => {
    const element = await shown("2026-11-26T13:23:30Z");
    expect(element.textContent).toBe("1h 23m left");
    await vi.advanceTimersByTimeAsync(29_000);
    expect(element.textContent).toBe("1h 23m left");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(element.textContent).toBe("1h 22m left");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(element.textContent).toBe("1h 21m left");
  });

  it("counts seconds at the end, and then waits for the printer", async () => {
    const element = await shown("2026-11-26T12:00:03Z");
    expect(element.textContent).toBe("3s left");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(element.textContent).toBe("2s left");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(element.textContent).toBe("any moment now");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer when it is removed, and goes on when it is back", async () => {
    const element = await shown("2026-11-26T13:00:00Z");
    expect(vi.getTimerCount()).toBe(1);
    element.remove();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(600_000);
    document.body.append(element);
    await element.updateComplete;
    expect(element.textContent).toBe("50m left");
  });
});
