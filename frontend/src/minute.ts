/** Draws an element anew each minute: what says "5 min. ago" must not stay so. */

import type { ReactiveController, ReactiveControllerHost } from "lit";

export class EachMinute implements ReactiveController {
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.timer = setInterval(() => this.host.requestUpdate(), 60_000);
  }

  hostDisconnected(): void {
    clearInterval(this.timer);
  }
}
