// Tells how many of a ballot's 100 points are left while they are given. The gateway checks them too.
const fields = [...document.querySelectorAll("[data-points]")];
const told = document.getElementById("left");

function tell() {
  const given = fields.reduce((sum, field) => sum + (Number.parseInt(field.value, 10) || 0), 0);
  const left = 100 - given;
  const points = Math.abs(left) === 1 ? "point" : "points";
  told.dataset.left = left;
  if (left === 0) told.textContent = "All 100 points are given.";
  else if (left === 100) told.textContent = "100 points to give.";
  else if (left > 0) told.textContent = `${left} ${points} left to give.`;
  else told.textContent = `${-left} ${points} too many.`;
}

for (const field of fields) field.addEventListener("input", tell);
tell();
