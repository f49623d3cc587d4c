/** What all of the cards' elements look like; all colours are the theme's. */

import { css } from "lit";

export const faces = css`
  [data-face] {
    --face-color: var(--secondary-text-color);
  }
  [data-face="working"],
  [data-face="transferring"],
  [data-face="connecting"] {
    --face-color: var(--primary-color);
  }
  [data-face="paused"],
  [data-face="lost"] {
    --face-color: var(--warning-color);
  }
  [data-face="error"] {
    --face-color: var(--error-color);
  }
  [data-face="finished"] {
    --face-color: var(--success-color);
  }
  ha-tile-icon {
    --tile-icon-color: var(--face-color);
    flex: none;
  }
`;

export const texts = css`
  .name {
    font-weight: var(--ha-font-weight-medium, 500);
    font-size: var(--ha-font-size-m, 14px);
  }
  .second {
    color: var(--secondary-text-color);
    font-size: var(--ha-font-size-s, 12px);
  }
  .name,
  .second {
    line-height: 1.4;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .numbers {
    font-variant-numeric: tabular-nums;
  }
`;

export const buttons = css`
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: none;
    padding: 0;
    margin: 0;
    text-align: start;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled,
  button[aria-disabled="true"] {
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
`;

export const bar = css`
  .bar {
    height: 6px;
    border-radius: 3px;
    background: color-mix(in srgb, var(--face-color) 20%, transparent);
    overflow: hidden;
  }
  .bar > div {
    height: 100%;
    border-radius: inherit;
    background: var(--face-color);
    transition: width 0.5s;
  }
  @media (prefers-reduced-motion) {
    .bar > div {
      transition: none;
    }
  }
`;
