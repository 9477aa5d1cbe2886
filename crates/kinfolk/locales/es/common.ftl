### Words that every page shares: navigation, dates, numbers, messages after an action.

## Layout

skip-link = Ir al contenido
nav-label = Principal
nav-home = Inicio
nav-public = Público
nav-search = Buscar
nav-lists = Listas
nav-notifications = Notificaciones
nav-unread = { $count ->
    [one] { $count } sin leer
   *[other] { $count } sin leer
}
nav-profile = Perfil
nav-about = Acerca de
nav-sign-in = Iniciar sesión
nav-sign-up = Crear cuenta
nav-sign-out = Cerrar sesión
nav-compose = Nueva publicación
nav-account = Tu cuenta
nav-back = Volver
aside-label = Acerca de este servidor
aside-join-title = ¿Es tu primera vez aquí?
aside-join-text = Crea una cuenta en { $site } para seguir a otras personas, responder y publicar.
aside-member-text = ¿Ya tienes una cuenta?
foot-powered = Funciona con Kinfolk { $version }

## Lists

list-newer = Más recientes
list-older = Anteriores
list-pages = Páginas

## Searching

search-label = Buscar personas
search-placeholder = Nombre o @usuario
search-button = Buscar

## Dates and numbers. Short distances stand alone beside a name: "5m" for five minutes.

ago-now = ahora
ago-minutes = { $count } min
ago-hours = { $count } h
ago-days = { $count } d
date-short = { $day } { $month }
date-short-year = { $day } { $month } { $year }
date-full = { $day } de { $month } de { $year }, { $time } UTC
date-month = { $month } de { $year }
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre
month-short-1 = ene
month-short-2 = feb
month-short-3 = mar
month-short-4 = abr
month-short-5 = may
month-short-6 = jun
month-short-7 = jul
month-short-8 = ago
month-short-9 = sep
month-short-10 = oct
month-short-11 = nov
month-short-12 = dic
group-separator = .
# From how many digits on a number is grouped.
group-from = 5
decimal-separator = ,
count-thousands = { $number } mil
count-millions = { $number } M
count-billions = { $number } mil M

## Messages after an action

flash-posted = Publicación enviada.
flash-replied = Respuesta enviada.
flash-deleted = Se eliminó la publicación.
flash-blocked = A partir de ahora, ninguna de las dos cuentas verá a la otra.
flash-unblocked = Se quitó el bloqueo.
flash-muted = Cuenta silenciada: sus publicaciones no aparecerán en tus cronologías. No se le avisa.
flash-unmuted = La cuenta ya no está silenciada.
flash-saved = Guardado.
flash-list-deleted = Se eliminó la lista. No has dejado de seguir a nadie.
flash-list-made = Se creó la lista. Ahora añade personas.
flash-list-added = Se añadió a la lista.
flash-list-removed = Se quitó de la lista.
flash-domain-blocked = No verás nada de este dominio.
flash-cleared = Se borraron todas las notificaciones.
flash-requested = Se envió tu solicitud. Esa persona la verá y podrá aceptarla.
flash-withdrawn = Se canceló tu solicitud.
flash-followed = Ahora sigues a esta cuenta.
flash-unfollowed = Ya no sigues a esta cuenta.
flash-befriended = Ahora hay amistad: se siguen mutuamente.
flash-unfriended = Se terminó la amistad: ya no se siguen mutuamente.
flash-follower-removed = Esta cuenta ya no te sigue. No se le avisa.
flash-let-in = Ahora esta cuenta te sigue.
flash-declined = Se rechazó la solicitud. No se le avisa.
flash-request-gone = Esta solicitud ya no existe: ya fue respondida o cancelada.
flash-welcome = ¡Te damos la bienvenida! Tu cuenta está lista.
flash-signed-out = Cerraste sesión.
flash-password-changed = Se cambió tu contraseña y se cerró la sesión en tus otros navegadores.
flash-recovery-sent = Si hay una cuenta con esta dirección, va en camino un correo con un enlace. Mira también en el correo no deseado.
flash-password-recovered = Tu contraseña ha cambiado. Inicia sesión con ella.
flash-email-changed = Se cambió tu correo electrónico.
flash-session-ended = Se cerró la sesión en ese navegador.
flash-sessions-ended = Se cerró la sesión en todos los demás navegadores.
flash-app-removed = La aplicación ya no puede usar tu cuenta.
flash-profile-saved = Se guardó tu perfil.
flash-privacy-saved = Tus opciones de privacidad están guardadas.
flash-account-deleted = Se eliminó tu cuenta.
flash-try-again = Algo no funcionó. Vuelve a intentarlo.

## What scripts say and offer

live-offline = No hay conexión. Vuelve a intentarlo en un momento.
keys-title = Atajos de teclado
keys-close = Cerrar
keys-next = Publicación siguiente
keys-previous = Publicación anterior
keys-help = Esta ayuda
keys-on = Usar estos atajos
