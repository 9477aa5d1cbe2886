### Notifications. The sentences stand behind a name: "Ann follows you".

notifications-title = Notificações
notifications-empty-title = Nada de novo
notifications-empty-text = Quando alguém seguir você, mencionar você ou favoritar uma publicação sua, isso aparecerá aqui.
notifications-clear = Limpar
notifications-clear-text = Todas as notificações serão apagadas, lidas ou não. As publicações e os pedidos continuam.
notifications-clear-submit = Limpar tudo
notification-follow = segue você
notification-follow-request = quer seguir você
notification-friend-request = enviou um pedido de amizade
notification-friend-accepted = aceitou o seu pedido de amizade
notification-befriended = agora tem amizade com você
notification-mention = mencionou você
notification-favourite = favoritou a sua publicação
notification-reblog = impulsionou a sua publicação
notification-new = Nova
notification-dismiss = Descartar
notification-dismiss-of = Descartar a notificação de { $name }
