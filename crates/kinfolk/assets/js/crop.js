// The part of a picture that is kept: what was chosen stands in a frame, and moves by the sliders and under the pointer.
// Not here: cutting; the server does that, by the numbers of the sliders.

const set = (/** @type {Element} */ place) => {
  const file = /** @type {HTMLInputElement} */ (place.querySelector("input[type=file]"));
  const fold = /** @type {HTMLDetailsElement} */ (place.querySelector("details"));
  const frame = /** @type {HTMLElement} */ (place.querySelector(".crop__frame"));
  const [x, y, zoom] = /** @type {NodeListOf<HTMLInputElement>} */ (place.querySelectorAll("input[type=range]"));
  const picture = Object.assign(new Image(), { alt: "" });
  // What is cut off on both sides is shared out by per cents, here as on the server.
  const show = () => {
    picture.style.objectPosition = picture.style.transformOrigin = `${x.value}% ${y.value}%`;
    picture.style.scale = zoom.value;
  };
  /** @type {(slider: HTMLInputElement, by: number, hidden: number) => void} */
  const drag = (slider, by, hidden) => void (hidden > 0 && (slider.value = String(Number(slider.value) - (100 * by) / hidden)));
  picture.addEventListener("load", () => {
    frame.replaceChildren(picture);
    fold.open = true;
    show();
  });
  picture.addEventListener("error", () => fold.classList.remove("is-ready")); // Saving says why.
  file.addEventListener("change", () => {
    URL.revokeObjectURL(picture.src);
    picture.remove();
    if (file.files?.[0]) picture.src = URL.createObjectURL(file.files[0]);
    fold.classList.toggle("is-ready", Boolean(file.files?.[0]) || fold.open); // Only what is sent is cut.
    if (file.files?.[0]) place.querySelector(".field__error")?.remove(), place.classList.remove("field--invalid"), file.removeAttribute("aria-invalid");
  });
  place.addEventListener("input", show);
  frame.addEventListener("pointerdown", (event) => frame.setPointerCapture(event.pointerId));
  frame.addEventListener("pointermove", (event) => {
    if (!frame.hasPointerCapture(event.pointerId)) return;
    const { naturalWidth: width, naturalHeight: height } = picture;
    const size = Math.max(frame.clientWidth / width, frame.clientHeight / height) * Number(zoom.value);
    drag(x, event.movementX, width * size - frame.clientWidth);
    drag(y, event.movementY, height * size - frame.clientHeight);
    show();
  });
};
document.querySelectorAll("[data-crop]").forEach(set);
