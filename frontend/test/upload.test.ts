import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HomeAssistant } from "../src/ha";
import { Uploads, isGcode } from "../src/upload";
import { DEVICE, home } from "./home";

/** A browser's request that the test answers. */
class Request {
  static made: Request[] = [];
  upload: { onprogress?: (event: object) => void } = {};
  headers: Record<string, string> = {};
  status = 0;
  responseText = "";
  url = "";
  body: FormData | undefined;
  onload?: () => void;
  onerror?: () => void;

  constructor() {
    Request.made.push(this);
  }

  open(_method: string, url: string): void {
    this.url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  send(body: FormData): void {
    this.body = body;
  }

  answer(status: number, text = ""): void {
    this.status = status;
    this.responseText = text;
    this.onload?.();
  }
}

const file = new File(["G28\n"], "part.gcode");
const asked = () =>
  vi.waitFor(() => {
    const request = Request.made.at(-1);
    if (!request?.body) throw new Error("nothing was sent yet");
    return request;
  });

describe("Uploads", () => {
  let hass: HomeAssistant;
  let uploads: Uploads;
  const callService = vi.fn();
  const host = { requestUpdate: vi.fn(), showsUploads: true };

  beforeEach(() => {
    Request.made = [];
    vi.stubGlobal("XMLHttpRequest", Request);
    callService.mockReset().mockResolvedValue({});
    hass = { ...home(), callService };
    host.showsUploads = true;
    uploads = new Uploads(host);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("goes to Home Assistant, from there to the printer", async () => {
    const sent = uploads.send(hass, DEVICE, file);
    const request = await asked();
    expect(request.url).toBe("http://home/api/file_upload");
    expect(request.headers).toEqual({ Authorization: "Bearer token" });
    expect(request.body?.get("file")).toBeInstanceOf(File);
    request.upload.onprogress?.({ loaded: 1, total: 4 });
    expect(uploads.running).toEqual({
      at: "here",
      file: "part.gcode",
      percent: 25,
    });
    request.answer(200, '{"file_id": "42"}');
    await sent;
    const data = { device_id: DEVICE, file: "42" };
    expect(callService.mock.calls).toEqual([
      ["factor", "upload_file", data, undefined, false],
    ]);
    expect(uploads.running).toBeUndefined();
    expect(uploads.done).toEqual(["part.gcode"]);
    uploads.dismissDone();
    expect(uploads.done).toEqual([]);
  });

  it("says what the printer said against it", async () => {
    callService.mockRejectedValue({
      code: "x",
      message: "the printer is silent",
    });
    const sent = uploads.send(hass, DEVICE, file);
    (await asked()).answer(200, '{"file_id": "42"}');
    await sent;
    const text = "part.gcode was not sent: the printer is silent";
    expect(uploads.failures).toEqual([text]);
  });

  it("says it in the user's language, and names the file once", async () => {
    const placeholders = { file: "part.gcode" };
    callService.mockRejectedValue({
      message: "Validation error: part.gcode is empty",
      translation_domain: "factor",
      translation_key: "upload_file_empty",
      translation_placeholders: placeholders,
    });
    const localize = vi.fn(() => "part.gcode 파일이 비어 있습니다");
    hass.loadBackendTranslation = vi.fn(async () => localize);
    const sent = uploads.send(hass, DEVICE, file);
    (await asked()).answer(200, '{"file_id": "42"}');
    await sent;
    expect(uploads.failures).toEqual(["part.gcode 파일이 비어 있습니다"]);
    expect(hass.loadBackendTranslation).toHaveBeenCalledExactlyOnceWith(
      "exceptions",
      "factor",
    );
    expect(localize).toHaveBeenCalledExactlyOnceWith(
      "component.factor.exceptions.upload_file_empty.message",
      placeholders,
    );
  });

  it("says that Home Assistant did not take it, and then sends nothing", async () => {
    const sent = uploads.send(hass, DEVICE, file);
    (await asked()).answer(413);
    await sent;
    const text =
      "part.gcode was not sent: Home Assistant did not take it (413).";
    expect(uploads.failures).toEqual([text]);
    expect(callService).not.toHaveBeenCalled();
  });

  it("sends one after the other, also after one that failed", async () => {
    void uploads.send(hass, DEVICE, file);
    const second = uploads.send(hass, DEVICE, new File([""], "second.g"));
    const first = await asked();
    expect(Request.made).toHaveLength(1);
    expect(uploads.waiting).toBe(1);
    first.onerror?.();
    await vi.waitFor(() => expect(Request.made).toHaveLength(2));
    (await asked()).answer(200, '{"file_id": "43"}');
    await second;
    expect(uploads.waiting).toBe(0);
    expect(uploads.done).toEqual(["second.g"]);
    expect(uploads.failures).toHaveLength(1);
    uploads.dismiss(uploads.failures[0]!);
    expect(uploads.failures).toEqual([]);
  });

  it("forgets what came of earlier ones when another begins", async () => {
    await uploads.send(hass, DEVICE, new File([""], "a.txt"));
    await uploads.send(hass, DEVICE, new File([""], "b.txt"));
    expect(uploads.failures).toEqual([expect.stringContaining("b.txt")]);
    void uploads.send(hass, DEVICE, file);
    await uploads.send(hass, DEVICE, new File([""], "c.txt"));
    expect(uploads.failures).toEqual([expect.stringContaining("c.txt")]);
  });

  it("tells who looks at something else what came of it", async () => {
    const page = document.createElement("home-assistant");
    document.body.append(page);
    const told = vi.fn();
    page.addEventListener("hass-notification", (event) =>
      told((event as CustomEvent<{ message: string }>).detail.message),
    );
    await uploads.send(hass, DEVICE, new File([""], "a.txt"));
    expect(told).not.toHaveBeenCalled();
    const sent = uploads.send(hass, DEVICE, file);
    host.showsUploads = false;
    (await asked()).answer(200, '{"file_id": "42"}');
    await sent;
    await uploads.send(hass, DEVICE, new File([""], "b.txt"));
    expect(told.mock.calls.flat()).toEqual([
      "part.gcode is on the printer.",
      expect.stringContaining("b.txt is no G-code"),
    ]);
    page.remove();
  });

  it("takes G-code only", async () => {
    await uploads.send(hass, DEVICE, new File([""], "holiday.jpg"));
    expect(uploads.failures).toHaveLength(1);
    expect(Request.made).toEqual([]);
    const names = ["a.gcode", "A.GCO", "b.g", "c.gcode.txt", "g"];
    expect(names.map(isGcode)).toEqual([true, true, true, false, false]);
  });

  it("renews the login before a request that would be refused", async () => {
    const refreshAccessToken = vi.fn().mockResolvedValue(undefined);
    hass.auth = { expired: true, accessToken: "new", refreshAccessToken };
    const sent = uploads.send(hass, DEVICE, file);
    (await asked()).answer(200, '{"file_id": "1"}');
    await sent;
    expect(refreshAccessToken).toHaveBeenCalledOnce();
  });
});
