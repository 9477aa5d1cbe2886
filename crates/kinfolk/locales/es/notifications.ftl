### Notifications. The sentences stand behind a name: "Ann follows you".

notifications-title = Notificaciones
notifications-empty-title = No hay nada nuevo
notifications-empty-text = Cuando alguien te siga, te mencione o marque como favorita una publicación tuya, lo verás aquí.
notifications-clear = Borrar
notifications-clear-text = Se borrarán todas las notificaciones, leídas o no. Las publicaciones y las solicitudes se conservan.
notifications-clear-submit = Borrar todas
notification-follow = te sigue
notification-follow-request = quiere seguirte
notification-friend-request = te envió una solicitud de amistad
notification-friend-accepted = aceptó tu solicitud de amistad
notification-befriended = ahora tiene amistad contigo
notification-mention = te mencionó
notification-favourite = marcó tu publicación como favorita
notification-reblog = impulsó tu publicación
notification-new = Nueva
notification-dismiss = Descartar
notification-dismiss-of = Descartar la notificación de { $name }
