import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Moment } from "../src/moment";

const host = {
  addController: vi.fn(),
  removeController: vi.fn(),
  requestUpdate: vi.fn(),
  updateComplete: Promise.resolve(true),
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("is so until a while after it was said last", () => {
  const moment = new Moment(host, 100);
  expect(moment.isNow).toBe(false);
  moment.begin();
  vi.advanceTimersByTime(60);
  moment.begin();
  vi.advanceTimersByTime(60);
  expect(moment.isNow).toBe(true);
  expect(host.requestUpdate).not.toHaveBeenCalled();
  vi.advanceTimersByTime(40);
  expect(moment.isNow).toBe(false);
  expect(host.requestUpdate).toHaveBeenCalledOnce();
});

it("ends with its element, and leaves no timer", () => {
  const moment = new Moment(host, 100);
  moment.begin();
  moment.hostDisconnected();
  expect(moment.isNow).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
