/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The player: slider, play and pause, speed, jumps to handovers. */
"use strict";

const SPEEDS = [0.001, 0.01, 0.1, 1, 10, 100, 1000];
const WHOLE_RUN = 40; /* s that a run lasts at the speed it begins with, at most */

const player = {
  slider: document.getElementById("time"),
  clock: document.getElementById("clock"),
  button: document.getElementById("play"),
  speed: document.getElementById("speed"),
  playing: false,
  at: 0,
  onTime: () => {},

  begin() {
    this.slider.max = String(scene.duration);
    for (const speed of SPEEDS)
      this.speed.append(new Option(speed >= 1 ? `${speed} ×` : `1/${Math.round(1 / speed)} ×`,
        String(speed)));
    this.speed.value = String(
      SPEEDS.find((speed) => scene.duration / speed <= WHOLE_RUN) ?? SPEEDS.at(-1));
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.button.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
  },

  go(t) {
    this.at = Math.max(0, Math.min(scene.duration, t));
    this.slider.value = String(this.at);
    this.clock.textContent = `${this.at.toFixed(3)} s`;
    this.slider.setAttribute("aria-valuetext", this.clock.textContent);
    this.onTime(this.at);
  },

  play() {
    if (this.at >= scene.duration) this.go(0);
    this.playing = true;
    this.show();
    this.last = performance.now();
    requestAnimationFrame((now) => this.step(now));
  },

  pause() {
    this.playing = false;
    this.show();
  },

  show() {
    this.button.textContent = this.playing ? "Pause" : "Play";
    this.button.setAttribute("aria-pressed", String(this.playing));
  },

  step(now) {
    if (!this.playing) return;
    const passed = Math.max(0, now - this.last) / 1000;
    this.last = now;
    this.go(this.at + passed * Number(this.speed.value));
    if (this.at >= scene.duration) this.pause();
    else requestAnimationFrame((later) => this.step(later));
  },
};
