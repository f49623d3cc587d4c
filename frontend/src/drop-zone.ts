/** Takes the files that are dropped on an element. */

import type { ReactiveController, ReactiveElement } from "lit";

export class DropZone implements ReactiveController {
  /** Whether files are held over the element now. */
  isOver = false;

  constructor(
    private readonly host: ReactiveElement,
    private readonly canTake: () => boolean,
    private readonly take: (file: File) => void,
  ) {
    host.addController(this);
    host.addEventListener("dragover", this.over);
    host.addEventListener("dragleave", this.leave);
    host.addEventListener("drop", this.drop);
  }

  hostDisconnected(): void {
    this.isOver = false;
  }

  private readonly over = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    // also if it can't be taken: else the browser would open it instead of the page
    event.preventDefault();
    const canTake = this.canTake();
    if (!canTake) event.dataTransfer.dropEffect = "none";
    this.set(canTake);
  };

  /** Leaving a part of the element for another one is not leaving it. */
  private readonly leave = (event: DragEvent): void => {
    const to = event.relatedTarget as Node | null;
    if (!to || !this.host.contains(to)) this.set(false);
  };

  private readonly drop = (event: DragEvent): void => {
    if (!this.isOver) return;
    event.preventDefault();
    this.set(false);
    for (const file of event.dataTransfer?.files ?? []) this.take(file);
  };

  private set(isOver: boolean): void {
    if (this.isOver === isOver) return;
    this.isOver = isOver;
    this.host.requestUpdate();
  }
}
