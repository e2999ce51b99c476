// Says in Vietnamese what the browser answers when a passkey is refused or there is none.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.getElementById("messages");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "alert alert-warning";
  box.setAttribute("role", "alert");
  box.textContent = "Chưa dùng được khóa: thao tác bị hủy, hoặc máy này không có khóa phù hợp. Hãy thử lại hoặc dùng mật khẩu.";
  place.replaceChildren(box);
});
